//! Messages that are to be sent, and the requests and responses that carry them.

use conformance::{Refusal, Rules};
use wire::{Request, Response};
use xml::Writer;

use crate::defects::{SENDS_FAULTS_WITH_200, SENDS_FAULTS_WITH_400};
use crate::fault::NewFault;
use crate::names::{BODY, ENVELOPE, HEADER, NAMESPACE};

/// Writes a part of a message.
pub type Part<'p> = &'p mut dyn FnMut(&mut Writer) -> Result<(), Refusal>;

/// The media type of every message that is sent.
const MEDIA_TYPE: &str = "text/xml; charset=utf-8";

/// Writes an envelope. These prefixes are declared on its root, besides `soap`.
pub fn write_envelope(
    rules: &Rules,
    prefixes: &[(&str, &str)],
    header: Option<Part<'_>>,
    body: Part<'_>,
) -> Result<String, Refusal> {
    let prefixes: Vec<_> = [("soap", NAMESPACE)]
        .iter()
        .chain(prefixes)
        .copied()
        .collect();
    let mut writer = Writer::new(rules, &prefixes, ENVELOPE, &[])?;
    if let Some(header) = header {
        writer.start(HEADER, &[])?;
        header(&mut writer)?;
        writer.end();
    }
    writer.start(BODY, &[])?;
    body(&mut writer)?;
    Ok(writer.finish())
}

/// The request that carries an envelope.
pub fn request(target: &str, action: &str, envelope: String) -> Request {
    Request::post(target)
        .with_header("Content-Type", MEDIA_TYPE)
        .with_header("SOAPAction", format!("\"{action}\""))
        .with_body(envelope)
}

/// The response that carries an envelope that is no fault.
pub fn response(envelope: String) -> Response {
    carry(200, envelope)
}

/// The response that carries a fault, whose header has no blocks.
pub fn fault_response(
    rules: &Rules,
    fault: &NewFault<'_>,
    detail: Option<Part<'_>>,
) -> Result<Response, Refusal> {
    let mut detail = detail;
    let envelope = write_envelope(rules, &[], None, &mut |writer| {
        fault.write(writer, detail.take())
    })?;
    let status = if rules.does(SENDS_FAULTS_WITH_200) {
        200
    } else if rules.does(SENDS_FAULTS_WITH_400) {
        400
    } else {
        500
    };
    Ok(carry(status, envelope))
}

fn carry(status: u16, envelope: String) -> Response {
    Response::new(status)
        .with_header("Content-Type", MEDIA_TYPE)
        .with_body(envelope)
}
