//! What lets pages of other origins read answers, as browsers want it.

use wire::{Request, Response};

use crate::Face;

/// The answer to a browser that asks whether it may ask.
pub(crate) fn preflight(face: Face, request: &Request) -> Option<Response> {
    let asks = request.method == "OPTIONS" && request.headers.has("access-control-request-method");
    if !asks || !face.is_open_to_pages() {
        return None;
    }
    let mut response = Response::new(204)
        .with_header("Access-Control-Allow-Methods", "GET, POST, OPTIONS")
        .with_header("Access-Control-Max-Age", "600");
    if let Some(headers) = request.headers.one("access-control-request-headers") {
        response
            .headers
            .add("Access-Control-Allow-Headers", headers);
    }
    open(face, request, &mut response);
    Some(response)
}

/// Lets the page that asked read the answer.
pub(crate) fn open(face: Face, request: &Request, response: &mut Response) {
    let Some(origin) = request.headers.one("origin") else {
        return;
    };
    if face.is_open_to_pages() {
        response.headers.add("Access-Control-Allow-Origin", origin);
        response.headers.add("Access-Control-Expose-Headers", "*");
        response.headers.add("Vary", "Origin");
    }
}
