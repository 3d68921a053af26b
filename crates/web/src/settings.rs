//! How the server runs: every key, where it may be set, and what is said of one that does not exist.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use fadu_app::Failure;

/// Settings of the server. `docs/operating.md` documents every key.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Address it listens on.
    pub listen: SocketAddr,
    /// Reached through HTTPS (a gateway in front): cookies are marked for it.
    pub https: bool,
    /// Gateways that are believed where a request comes from.
    pub gateway: Vec<IpAddr>,
    /// Form of the lines about requests.
    pub log: Log,
    /// The style guide is shown: for development.
    pub styleguide: bool,
    /// How long a connection may be without an answer: as long as the largest upload takes on a
    /// poor line.
    pub patience: Duration,
}

/// Form of the lines about requests, on standard error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Log {
    Off,
    Text,
    Json,
}

/// The keys, with what each may be.
const KEYS: &[(&str, &str)] = &[
    ("listen", "地址和端口，如 127.0.0.1:8080"),
    ("https", "true 或 false"),
    ("gateway", "网关的地址，几个的用逗号隔开，如 127.0.0.1"),
    ("log", "off、text 或 json"),
    ("styleguide", "true 或 false"),
];

impl Default for Settings {
    fn default() -> Self {
        Self::on(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8080))
    }
}

impl Settings {
    /// Listening on an address, without HTTPS, silent.
    pub fn on(listen: SocketAddr) -> Self {
        Self {
            listen,
            https: false,
            gateway: Vec::new(),
            log: Log::Off,
            styleguide: false,
            patience: Duration::from_secs(120),
        }
    }

    /// Reads lines `key = value` of a file; `#` begins a comment.
    pub fn read_file(&mut self, name: &str, text: &str) -> Result<(), Failure> {
        for (number, line) in (1..).zip(text.lines()) {
            let line = line.split('#').next().unwrap_or_default().trim();
            if line.is_empty() {
                continue;
            }
            let place = format!("{name} 第 {number} 行");
            let Some((key, value)) = line.split_once('=') else {
                return Err(Failure::setup(format!("{place}：“{line}”请写成 键 = 值")));
            };
            self.set(&place, key.trim(), value.trim().trim_matches('"'))?;
        }
        Ok(())
    }

    /// Reads variables `FADU_SERVE_…` of the environment.
    pub fn read_variables(
        &mut self,
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Result<(), Failure> {
        for (name, value) in variables {
            if let Some(key) = name.strip_prefix("FADU_SERVE_") {
                self.set(&format!("环境变量 {name}"), &key.to_lowercase(), &value)?;
            }
        }
        Ok(())
    }

    fn set(&mut self, place: &str, key: &str, value: &str) -> Result<(), Failure> {
        let Some((_, form)) = KEYS.iter().find(|(known, _)| *known == key) else {
            let known: Vec<&str> = KEYS.iter().map(|(known, _)| *known).collect();
            return Err(Failure::setup(format!("{place}：没有设置项“{key}”；可设置 {}", known.join("、"))));
        };
        let wrong = || Failure::setup(format!("{place}：{key} 应为{form}，而不是“{value}”"));
        match key {
            "listen" => self.listen = value.parse().map_err(|_| wrong())?,
            "https" => self.https = value.parse().map_err(|_| wrong())?,
            "gateway" => self.gateway = addresses(value).ok_or_else(wrong)?,
            "styleguide" => self.styleguide = value.parse().map_err(|_| wrong())?,
            _ => {
                self.log = match value {
                    "off" => Log::Off,
                    "text" => Log::Text,
                    "json" => Log::Json,
                    _ => return Err(wrong()),
                }
            }
        }
        Ok(())
    }
}

/// Addresses with commas between them.
fn addresses(text: &str) -> Option<Vec<IpAddr>> {
    let all = text.split(',').map(str::trim).filter(|text| !text.is_empty());
    all.map(|text| text.parse().ok().map(|address: IpAddr| address.to_canonical())).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_read_and_a_wrong_one_is_named() {
        let mut settings = Settings::default();
        settings
            .read_file("fadu.conf", "# 网页\nlisten = \"0.0.0.0:80\"\nhttps = true\n\nlog = json # 行\n")
            .unwrap();
        assert_eq!(
            (settings.listen.to_string().as_str(), settings.https, settings.log),
            ("0.0.0.0:80", true, Log::Json)
        );
        let told = |text: &str| Settings::default().read_file("fadu.conf", text).unwrap_err().what;
        assert_eq!(
            told("\nlisen = x"),
            "fadu.conf 第 2 行：没有设置项“lisen”；可设置 listen、https、gateway、log、styleguide"
        );
        assert_eq!(told("https = 是"), "fadu.conf 第 1 行：https 应为true 或 false，而不是“是”");
        assert!(told("gateway = 127.0.0.1, x").contains("网关的地址"));
        settings.read_file("fadu.conf", "gateway = 127.0.0.1, ::ffff:10.0.0.2").unwrap();
        assert_eq!(
            settings.gateway.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["127.0.0.1", "10.0.0.2"]
        );
        settings.read_file("fadu.conf", "gateway =").unwrap();
        assert!(settings.gateway.is_empty());
        assert!(told("listen").contains("键 = 值"));
        let variables = [("FADU_SERVE_LOG", "text"), ("PATH", "x")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        settings.read_variables(variables).unwrap();
        assert_eq!(settings.log, Log::Text);
        let wrong = settings.read_variables([("FADU_SERVE_PORT".to_owned(), "1".to_owned())]).unwrap_err();
        assert!(wrong.what.contains("FADU_SERVE_PORT") && wrong.what.contains("port"), "{}", wrong.what);
    }
}
