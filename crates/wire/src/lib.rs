//! HTTP messages as plain data: method, target, raw header list, body bytes. No server, no client.
//!
//! ```
//! let request = wire::Request::post("/EWS/Exchange.asmx")
//!     .with_header("Content-Type", "text/xml; charset=utf-8")
//!     .with_body("<x/>");
//! let media = wire::MediaType::parse(request.headers.one("content-type").unwrap()).unwrap();
//! assert!(media.is("text", "xml"));
//! assert_eq!(media.parameter("charset"), Some("utf-8"));
//! ```

mod headers;
mod json;
mod media_type;
mod message;

pub use headers::Headers;
pub use json::JsonError;
pub use media_type::MediaType;
pub use message::{Request, Response};

#[cfg(test)]
mod tests;
