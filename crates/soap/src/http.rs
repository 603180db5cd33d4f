//! How messages travel: which requests and responses carry one, and what a server answers to those
//! that carry none.

use conformance::{Id, Refusal, Rules};
use wire::{Headers, MediaType, Request, Response};
use xml::{Element, Label, Limits, Name, Text};

use crate::defects::{
    BELIEVES_THE_STATUS, DETAILS_EVERYTHING, DISPATCHES_BY_ACTION, NEEDS_A_COOKIE, NEEDS_AN_ACTION,
    OMITS_DETAIL, QUOTES_CREDENTIALS, REFUSES_BYTE_ORDER_MARKS,
};
use crate::envelope::Envelope;
use crate::fault::{Fault, NewFault};
use crate::names::{CLIENT, FAULT, MUST_UNDERSTAND, VERSION_MISMATCH};
use crate::requirements::{
    SOAP_001, SOAP_003, SOAP_011, SOAP_018, SOAP_020, SOAP_021, SOAP_022, SOAP_023, SOAP_024,
    SOAP_025, SOAP_026, SOAP_027, SOAP_028, SOAP_029, SOAP_030,
};
use crate::write::{Part, fault_response};

/// A service: where it is, what can be asked of it, and what it bears.
#[derive(Clone, Copy, Debug)]
pub struct Service<'s> {
    /// Its path.
    pub path: &'s str,
    /// Its operations: the element in the body, and the `SOAPAction` that goes with it.
    pub operations: &'s [(Name<'s>, &'s str)],
    /// What it bears.
    pub limits: Limits,
}

/// A request that carries a message, as far as HTTP can tell.
#[derive(Clone, Debug)]
pub struct Asked<'m> {
    text: Text<'m>,
    action: Option<&'m str>,
    service: Service<'m>,
    /// What a careless service repeats to whoever made a mistake.
    quotable: Option<&'m str>,
}

/// Why a request gets nothing that it asked for, and what it gets instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// The requirement that the request breaks. The offset of one about HTTP is 0.
    pub refusal: Refusal,
    /// What is sent instead.
    pub answer: Answer,
}

/// What is sent instead of what was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A response without a message.
    Status(u16),
    /// A fault with this code, of which the body is the trouble or not.
    Fault {
        /// The code.
        code: Name<'static>,
        /// Whether the body is the trouble.
        about_body: bool,
    },
}

impl Rejection {
    /// A rejection without a message. Those who never heard of SOAP-027 send 500 always.
    fn status(status: u16, refusal: Refusal, rules: &Rules) -> Self {
        let is_refined = status == 404 || status == 401 || rules.demand(SOAP_027);
        let status = if is_refined { status } else { 500 };
        let answer = Answer::Status(status);
        Self { refusal, answer }
    }

    /// The response.
    pub fn response(&self, rules: &Rules) -> Response {
        let (code, about_body) = match self.answer {
            Answer::Status(405) => return Response::new(405).with_header("Allow", "POST"),
            Answer::Status(401) => {
                return Response::new(401).with_header("WWW-Authenticate", "Negotiate");
            }
            Answer::Status(status) => return Response::new(status),
            Answer::Fault { code, about_body } => (code, about_body),
        };
        let has_detail =
            (about_body && !rules.does(OMITS_DETAIL)) || rules.does(DETAILS_EVERYTHING);
        let fault = NewFault {
            code,
            string: &self.refusal.message,
            language: Some("en"),
        };
        let mut nothing = |_: &mut xml::Writer| Ok(());
        let detail = has_detail.then_some(&mut nothing as Part<'_>);
        fault_response(rules, &fault, detail).unwrap_or_else(|_| Response::new(500))
    }
}

/// What is wrong with an envelope is its sender's to change, unless SOAP has a word of its own.
impl From<Refusal> for Rejection {
    fn from(refusal: Refusal) -> Self {
        let code = match refusal.id {
            id if id == SOAP_001 => VERSION_MISMATCH,
            id if id == SOAP_011 => MUST_UNDERSTAND,
            _ => CLIENT,
        };
        let about_body = refusal.id == SOAP_003;
        let answer = Answer::Fault { code, about_body };
        Self { refusal, answer }
    }
}

/// Looks at how a request came: path, method, media type, `SOAPAction`, encoding.
pub fn receive<'m>(
    request: &'m Request,
    service: Service<'m>,
    rules: &Rules,
) -> Result<Asked<'m>, Rejection> {
    let quotable = rules.does(QUOTES_CREDENTIALS);
    let quotable = quotable
        .then(|| request.headers.one("authorization"))
        .flatten();
    check_target(request, service, rules)?;
    if request.method != "POST" {
        let refused = rules.refuse(SOAP_020, 0, "a message is sent with POST");
        refused.map_err(|refusal| Rejection::status(405, refusal, rules))?;
    }
    if request.body.is_empty() && rules.demand(SOAP_029) {
        let refusal = Refusal::new(SOAP_029, 0, "an empty body begins a handshake");
        return Err(Rejection::status(401, refusal, rules));
    }
    if rules.does(NEEDS_A_COOKIE) && !request.headers.has("cookie") {
        let refusal = Refusal::new(SOAP_028, 0, "there is no cookie");
        return Err(Rejection::status(400, refusal, rules));
    }
    let label = media_type(&request.headers, rules)?;
    let action = read_action(request, rules)?;
    let text = label.decode(&request.body, &service.limits, rules)?;
    Ok(Asked {
        text,
        action,
        service,
        quotable,
    })
}

fn check_target(request: &Request, service: Service<'_>, rules: &Rules) -> Result<(), Rejection> {
    let path = request.target.split('?').next().unwrap_or_default();
    let is_found = if rules.demand(SOAP_029) {
        path.eq_ignore_ascii_case(service.path)
    } else {
        path == service.path
    };
    if is_found {
        return Ok(());
    }
    let refusal = Refusal::new(SOAP_029, 0, "there is no service at this path");
    Err(Rejection::status(404, refusal, rules))
}

/// The `SOAPAction` of a request, without its quotes.
fn read_action<'m>(request: &'m Request, rules: &Rules) -> Result<Option<&'m str>, Rejection> {
    let Some(stated) = request.headers.one("soapaction") else {
        if rules.does(NEEDS_AN_ACTION) {
            return Err(Refusal::new(SOAP_024, 0, "there is no `SOAPAction`").into());
        }
        rules.refuse(SOAP_023, 0, "there is no `SOAPAction`, or more than one")?;
        return Ok(None);
    };
    let inside = stated
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    if inside.is_none_or(|inside| inside.contains('"')) {
        rules.refuse(SOAP_023, 0, "the `SOAPAction` is not in quotes")?;
    }
    Ok(Some(inside.unwrap_or(stated)))
}

/// What the media type says about the bytes.
enum MediaLabel {
    Silent,
    Charset(String),
}

impl MediaLabel {
    fn decode<'m>(
        &self,
        body: &'m [u8],
        limits: &Limits,
        rules: &Rules,
    ) -> Result<Text<'m>, Refusal> {
        let label = match self {
            Self::Silent => Label::Silent,
            Self::Charset(charset) => Label::Charset(charset),
        };
        let has_mark = [&b"\xef\xbb\xbf"[..], b"\xff\xfe", b"\xfe\xff"];
        if rules.does(REFUSES_BYTE_ORDER_MARKS)
            && has_mark.iter().any(|mark| body.starts_with(mark))
        {
            return Err(Refusal::new(SOAP_026, 0, "there is a byte order mark"));
        }
        Text::decode(body, label, rules, limits)
    }
}

/// Looks at the media type of a request or response.
fn media_type(headers: &Headers, rules: &Rules) -> Result<MediaLabel, Rejection> {
    let refuse = |status: u16, id: Id, message: &'static str| {
        let refused = rules.refuse(id, 0, message);
        refused.map_err(|refusal| Rejection::status(status, refusal, rules))
    };
    let Some(stated) = headers.one("content-type") else {
        refuse(415, SOAP_021, "there is no media type, or more than one")?;
        return Ok(MediaLabel::Silent);
    };
    let Some(media_type) = MediaType::parse(stated) else {
        refuse(400, SOAP_021, "this is no media type")?;
        return Ok(MediaLabel::Silent);
    };
    if !media_type.is("text", "xml") {
        refuse(415, SOAP_021, "the media type is not `text/xml`")?;
    }
    let Some(charset) = media_type.parameter("charset") else {
        if !rules.demand(SOAP_022) {
            refuse(415, SOAP_021, "the media type has no `charset`")?;
        }
        return Ok(MediaLabel::Silent);
    };
    let known = ["utf-8", "utf-16", "utf-16le", "utf-16be"];
    if !known
        .iter()
        .any(|known| known.eq_ignore_ascii_case(charset))
    {
        refuse(415, SOAP_025, "the `charset` is neither UTF-8 nor UTF-16")?;
        return Ok(MediaLabel::Silent);
    }
    Ok(MediaLabel::Charset(charset.to_owned()))
}

impl<'m> Asked<'m> {
    /// The envelope that the request carries.
    pub fn envelope(
        &self,
        rules: &Rules,
        understands: impl Fn(Name<'_>) -> bool,
    ) -> Result<Envelope<'_>, Rejection> {
        let read = Envelope::read(&self.text, rules, &self.service.limits, understands);
        read.map_err(|mut refusal| {
            if let Some(quotable) = self.quotable {
                refusal.message = format!("{}, said {quotable}", refusal.message).into();
            }
            refusal.into()
        })
    }

    /// What the request asks for: the name of the element in its body. Nothing if there is none.
    pub fn operation<'e>(
        &self,
        envelope: &'e Envelope<'_>,
        rules: &Rules,
    ) -> Result<Option<Name<'e>>, Rejection>
    where
        'm: 'e,
    {
        let operations = self.service.operations;
        if rules.does(DISPATCHES_BY_ACTION) {
            let found = operations
                .iter()
                .find(|(_, action)| Some(*action) == self.action);
            return Ok(found.map(|(name, _)| *name));
        }
        let Some(content) = envelope.content() else {
            return Ok(None);
        };
        let known = operations.iter().find(|(name, _)| content.is(*name));
        if let Some((_, due)) = known
            && self.action.is_some_and(|action| action != *due)
        {
            rules.refuse(SOAP_023, 0, "the `SOAPAction` is that of another operation")?;
        }
        Ok(Some(known.map_or(content.name(), |(name, _)| *name)))
    }
}

/// A response that carries a message, as far as HTTP can tell.
#[derive(Clone, Debug)]
pub struct Answered<'m> {
    text: Text<'m>,
    status: u16,
    limits: Limits,
}

/// What a response says.
#[derive(Clone, Debug)]
pub enum Reply<'e, 'a> {
    /// The response of the operation.
    Content(Element<'e, 'a>),
    /// A fault.
    Fault(Fault<'e, 'a>),
}

/// Looks at how a response came. Nothing comes back if it carries no message, as one that asks for
/// credentials or comes from something in between.
pub fn read_response<'m>(
    response: &'m Response,
    limits: Limits,
    rules: &Rules,
) -> Result<Option<Answered<'m>>, Refusal> {
    let status = response.status;
    let stated = response
        .headers
        .one("content-type")
        .and_then(MediaType::parse);
    let is_xml = stated.is_some_and(|media_type| media_type.is("text", "xml"));
    if !is_success(status) && !is_xml {
        return Ok(None);
    }
    let label = media_type(&response.headers, rules).map_err(|rejection| rejection.refusal)?;
    let text = label.decode(&response.body, &limits, rules)?;
    Ok(Some(Answered {
        text,
        status,
        limits,
    }))
}

fn is_success(status: u16) -> bool {
    (200..300).contains(&status)
}

impl Answered<'_> {
    /// The envelope that the response carries.
    pub fn envelope(
        &self,
        rules: &Rules,
        understands: impl Fn(Name<'_>) -> bool,
    ) -> Result<Envelope<'_>, Refusal> {
        Envelope::read(&self.text, rules, &self.limits, understands)
    }

    /// What the envelope says to one who asked for the operation with this response element.
    pub fn reply<'e, 'a>(
        &self,
        envelope: &'e Envelope<'a>,
        expected: Name<'_>,
        rules: &Rules,
    ) -> Result<Reply<'e, 'a>, Refusal> {
        let content = envelope.content();
        let believes = rules.does(BELIEVES_THE_STATUS) && is_success(self.status);
        if let Some(fault) = content.filter(|content| content.is(FAULT))
            && !believes
        {
            return Ok(Reply::Fault(Fault::read(fault, rules)?));
        }
        if !is_success(self.status) {
            let message = "what is no fault came with a status of failure";
            rules.refuse(SOAP_018, 0, message)?;
        }
        let Some(content) = content else {
            let message = "the body is empty";
            return Err(Refusal::new(SOAP_030, envelope.body().offset(), message));
        };
        if !content.is(expected) {
            let message = "this is not the response of the operation that was asked for";
            rules.refuse(SOAP_030, content.offset(), message)?;
        }
        Ok(Reply::Content(content))
    }
}
