//! A plain form as it comes in. Nobody has to be known to send one, so it is small and has few controls:
//! what goes beyond is thrown away as it comes, and the answer says so.

use std::future::poll_fn;
use std::pin::Pin;

use axum::Form;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::multipart::MultipartError;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};

use crate::routes::LARGEST;
use crate::trouble::Trouble;

/// Largest plain form, in bytes: the choice of all figures takes a third of it.
pub const PLAIN: usize = 64 * 1024;
/// Most controls of a plain form.
const CONTROLS: usize = 1000;

/// The texts of a plain form, in the order sent.
pub struct Sent(pub Vec<(String, String)>);

impl<S: Send + Sync> FromRequest<S> for Sent {
    type Rejection = Trouble;

    async fn from_request(request: Request, _: &S) -> Result<Self, Trouble> {
        if !is_plain(request.headers()) {
            return Err(Trouble::Unreadable("提交的不是本站的表单。".to_owned()));
        }
        let (parts, body) = request.into_parts();
        let bytes = read(body).await?;
        if bytes.iter().filter(|byte| **byte == b'&').count() >= CONTROLS {
            return Err(Trouble::TooLarge);
        }
        let form = Form::from_request(Request::from_parts(parts, Body::from(bytes)), &()).await;
        let unreadable = |_| Trouble::Unreadable("提交的内容不是 UTF-8 文字。".to_owned());
        form.map(|Form(pairs)| Self(pairs)).map_err(unreadable)
    }
}

fn is_plain(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.split(';').next().is_some_and(|kind| kind.trim() == "application/x-www-form-urlencoded")
}

/// The content of a plain form. Of one that is too large the rest is still taken, without keeping it:
/// a browser that is cut off while it sends does not show the answer.
pub async fn read(mut body: Body) -> Result<Bytes, Trouble> {
    let (mut kept, mut length) = (Vec::new(), 0);
    while let Some(frame) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let frame = frame.map_err(|_| Trouble::Unreadable("提交的内容不完整。".to_owned()))?;
        let data = frame.data_ref().map(Bytes::as_ref).unwrap_or_default();
        length += data.len();
        if length > 2 * LARGEST {
            break;
        }
        if length <= PLAIN {
            kept.extend_from_slice(data);
        }
    }
    if length > PLAIN { Err(Trouble::TooLarge) } else { Ok(kept.into()) }
}

/// Why a form with files cannot be read.
pub fn unread(error: MultipartError) -> Trouble {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Trouble::TooLarge,
        _ => Trouble::Unreadable("提交的内容不完整。".to_owned()),
    }
}
