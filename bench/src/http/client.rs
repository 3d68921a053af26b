//! The plainest client there is: one connection that is kept, one request after another.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use crate::Result;

/// Seconds after which an answer is given up.
const PATIENCE: Duration = Duration::from_secs(60);
/// Between the parts of a form.
const BOUNDARY: &str = "----fadu-bench-part";

/// An answer.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// Status.
    pub status: u16,
    /// Where it leads.
    pub location: Option<String>,
    /// What stands in it.
    pub body: String,
}

/// A connection.
#[derive(Debug)]
pub struct Client {
    stream: BufReader<TcpStream>,
    /// What it sends back of the cookies it was given: `name=value; …`.
    pub cookies: String,
}

impl Client {
    /// Connects.
    pub fn new(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Self { stream: BufReader::with_capacity(64 * 1024, stream), cookies: String::new() })
    }

    /// Asks for a page.
    pub fn get(&mut self, path: &str) -> Result<Answer> {
        self.send(&format!("GET {path} HTTP/1.1\r\nHost: bench\r\nCookie: {}\r\n\r\n", self.cookies))
    }

    /// Sends a plain form.
    pub fn form(&mut self, path: &str, pairs: &[(&str, &str)]) -> Result<Answer> {
        let pairs: Vec<String> =
            pairs.iter().map(|(name, text)| format!("{name}={}", encoded(text))).collect();
        self.post(path, "application/x-www-form-urlencoded", &pairs.join("&"))
    }

    /// Sends a form in parts, as pages of actions do.
    pub fn parts(&mut self, path: &str, pairs: &[(&str, &str)]) -> Result<Answer> {
        let part = |(name, text): &(&str, &str)| {
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
        };
        let body = pairs.iter().map(part).collect::<String>() + &format!("--{BOUNDARY}--\r\n");
        self.post(path, &format!("multipart/form-data; boundary={BOUNDARY}"), &body)
    }

    fn post(&mut self, path: &str, media: &str, body: &str) -> Result<Answer> {
        let (cookies, length) = (&self.cookies, body.len());
        self.send(&format!(
            "POST {path} HTTP/1.1\r\nHost: bench\r\nCookie: {cookies}\r\nContent-Type: {media}\r\n\
             Content-Length: {length}\r\n\r\n{body}"
        ))
    }

    fn send(&mut self, request: &str) -> Result<Answer> {
        self.stream.get_mut().write_all(request.as_bytes())?;
        let mut answer = Answer::default();
        let mut length = 0;
        let mut line = String::new();
        loop {
            line.clear();
            if self.stream.read_line(&mut line)? == 0 {
                return Err("the server closed the connection".into());
            }
            let text = line.trim_end();
            match text.split_once(": ") {
                Some(("content-length", number)) => length = number.parse()?,
                Some(("location", to)) => answer.location = Some(to.to_owned()),
                Some(("set-cookie", cookie)) => self.keep(cookie),
                Some(_) => {}
                None if text.is_empty() => break,
                None => answer.status = text.split(' ').nth(1).unwrap_or_default().parse()?,
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        answer.body = String::from_utf8(body)?;
        Ok(answer)
    }

    /// Keeps a cookie in place of one of the same name.
    fn keep(&mut self, cookie: &str) {
        let pair = cookie.split(';').next().unwrap_or_default();
        let name = pair.split('=').next().unwrap_or_default();
        let is_other = |known: &&str| !known.is_empty() && known.split('=').next() != Some(name);
        let kept: Vec<&str> = self.cookies.split("; ").filter(is_other).chain([pair]).collect();
        self.cookies = kept.join("; ");
    }
}

/// The value of a hidden control of a page.
pub fn hidden<'p>(page: &'p str, name: &str) -> Option<&'p str> {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\""))?;
    rest.split('"').next()
}

/// A text as it stands in an address.
pub fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~/".contains(&byte);
    let one = |byte: u8| match plain(byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    };
    text.bytes().map(one).collect()
}
