//! Style and script, embedded; their addresses carry a digest of the content, so that browsers keep
//! them for good and never use an old one.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::trouble::Trouble;

struct Asset {
    name: &'static str,
    media: &'static str,
    content: &'static str,
}

const ASSETS: &[Asset] = &[
    Asset { name: "fadu.css", media: "text/css; charset=utf-8", content: include_str!("../assets/fadu.css") },
    Asset {
        name: "fadu.js",
        media: "text/javascript; charset=utf-8",
        content: include_str!("../assets/fadu.js"),
    },
];

static DIGEST: LazyLock<String> = LazyLock::new(|| {
    let mut hasher = DefaultHasher::new();
    ASSETS.iter().for_each(|asset| asset.content.hash(&mut hasher));
    format!("{:016x}", hasher.finish())
});

/// Address of the style sheet.
pub fn style() -> String {
    format!("/assets/{}/fadu.css", *DIGEST)
}

/// Address of the script.
pub fn script() -> String {
    format!("/assets/{}/fadu.js", *DIGEST)
}

/// An asset by name; the digest in the path only names the version.
pub async fn asset(Path((_, name)): Path<(String, String)>) -> Result<Response, Trouble> {
    let asset = ASSETS.iter().find(|asset| asset.name == name).ok_or(Trouble::NotThere)?;
    let forever = (header::CACHE_CONTROL, "public, max-age=31536000, immutable");
    Ok(([(header::CONTENT_TYPE, asset.media), forever], asset.content).into_response())
}
