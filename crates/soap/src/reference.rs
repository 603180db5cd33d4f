//! Naive readers of envelopes, faults and requests: no model, no order of checks, just everything
//! that is wrong. Their XML is read by roxmltree.

use conformance::Id;
use roxmltree::{Document, Node};
use wire::Request;

use crate::case::{SERVICE, TYPES};
use crate::names::{NAMESPACE, NEXT_ACTOR};
use crate::requirements::*;

/// Everything that is wrong with an envelope; nothing at all if it is not for roxmltree to say.
pub(crate) fn envelope_faults(text: &str) -> Option<Vec<Id>> {
    // roxmltree takes `p:xmlns` for a declaration.
    if text.contains(":xmlns") {
        return None;
    }
    let document = Document::parse(text).ok()?;
    let root = document.root_element();
    let mut wrong = Vec::new();
    // A declaration whose first white space is no blank is an instruction to roxmltree.
    let mut instructions = document.descendants().filter_map(|node| node.pi());
    if instructions.any(|instruction| instruction.target != "xml") {
        wrong.push(SOAP_006);
    }
    if !is_soap(root, "Envelope") {
        wrong.push(SOAP_001);
        return Some(wrong);
    }
    let named = |local: &str| -> Vec<Node<'_, '_>> {
        elements(root)
            .filter(|node| node.tag_name().name() == local)
            .collect()
    };
    let (headers, bodies) = (named("Header"), named("Body"));
    if headers.len() > 1 || bodies.len() > 1 {
        wrong.push(SOAP_070);
    }
    if headers
        .iter()
        .chain(&bodies)
        .any(|part| part.tag_name().namespace() != Some(NAMESPACE))
    {
        wrong.push(SOAP_071);
    }
    let header_is_late = matches!((headers.first(), bodies.first()), (Some(h), Some(b)) if h > b);
    let has_more = elements(root).count() > headers.len() + bodies.len();
    if bodies.is_empty() || header_is_late || has_more || has_text(root) {
        wrong.push(SOAP_002);
    }
    for part in [root].iter().chain(&headers).chain(&bodies) {
        wrong.extend(
            part.attributes()
                .filter(|held| held.namespace() == Some(NAMESPACE))
                .map(|held| {
                    if held.name() == "encodingStyle" {
                        SOAP_007
                    } else {
                        SOAP_008
                    }
                }),
        );
    }
    headers
        .iter()
        .for_each(|header| wrong.extend(header_faults(*header)));
    bodies
        .iter()
        .for_each(|body| wrong.extend(body_faults(*body)));
    Some(wrong)
}

fn header_faults(header: Node<'_, '_>) -> Vec<Id> {
    let mut wrong = Vec::new();
    if has_text(header) {
        wrong.push(SOAP_009);
    }
    for block in elements(header) {
        let name = block.tag_name();
        let known = ["RequestServerVersion", "ServerVersionInfo"].contains(&name.name())
            && name.namespace() == Some(TYPES);
        if is_unqualified(block) {
            wrong.push(SOAP_009);
        }
        let actor = block.attribute((NAMESPACE, "actor")).unwrap_or_default();
        match block.attribute((NAMESPACE, "mustUnderstand")) {
            None | Some("0") => {}
            Some("1") if !known && ["", NEXT_ACTOR].contains(&actor) => wrong.push(SOAP_011),
            Some("1") => {}
            Some(_) => wrong.push(SOAP_010),
        }
    }
    wrong
}

/// Whether an element is in no namespace. roxmltree tells `xmlns=""` from saying nothing.
fn is_unqualified(node: Node<'_, '_>) -> bool {
    node.tag_name().namespace().is_none_or(str::is_empty)
}

fn body_faults(body: Node<'_, '_>) -> Vec<Id> {
    let mut wrong = Vec::new();
    let unqualified = elements(body).any(is_unqualified);
    if elements(body).count() > 1 || unqualified || has_text(body) {
        wrong.push(SOAP_003);
    }
    if elements(body).any(|node| node.has_attribute((NAMESPACE, "encodingStyle"))) {
        wrong.push(SOAP_007);
    }
    wrong
}

/// What a fault says: the code in James Clark's notation, and the string.
pub(crate) type Said = (String, String);

/// What the fault in an envelope says, or everything that is wrong with it. Nothing if there is no
/// fault, or it is not for roxmltree to say.
pub(crate) fn fault_said(text: &str, is_strict: bool) -> Option<Result<Said, Vec<Id>>> {
    if !envelope_faults(text)?.is_empty() || text.contains('\r') {
        return None;
    }
    let document = Document::parse(text).ok()?;
    let body = elements(document.root_element()).last()?;
    let fault = elements(body)
        .next()
        .filter(|node| is_soap(*node, "Fault"))?;
    let parts: Vec<Node<'_, '_>> = elements(fault).collect();
    let names: Vec<&str> = parts.iter().map(|part| part.tag_name().name()).collect();
    let allowed = [
        vec!["faultcode", "faultstring"],
        vec!["faultcode", "faultstring", "faultactor"],
        vec!["faultcode", "faultstring", "detail"],
        vec!["faultcode", "faultstring", "faultactor", "detail"],
    ];
    let qualified = parts.iter().any(|part| !is_unqualified(*part));
    if !allowed.contains(&names) || qualified || has_text(fault) {
        return Some(Err(vec![SOAP_013]));
    }
    let text_of = |node: Node<'_, '_>| -> String {
        node.children()
            .filter_map(|child| child.is_text().then(|| child.text())?)
            .collect()
    };
    let code = text_of(parts[0]);
    let code = code.trim_matches([' ', '\t', '\n', '\r']);
    let (prefix, local) = match code.split_once(':') {
        Some((prefix, local)) => (Some(prefix), local),
        None => (None, code),
    };
    let namespace = match prefix {
        Some("xml") => Some("http://www.w3.org/XML/1998/namespace"),
        prefix => parts[0].lookup_namespace_uri(prefix),
    };
    let is_name = Document::parse(&format!("<{local}/>"))
        .is_ok_and(|named| named.root_element().tag_name().name() == local);
    let standard = ["VersionMismatch", "MustUnderstand", "Client", "Server"];
    let base = local.split('.').next().unwrap_or_default();
    let mut wrong = Vec::new();
    match namespace {
        Some(NAMESPACE) if is_name && standard.contains(&base) => {}
        Some(other) if is_name && other != NAMESPACE && !other.is_empty() => {}
        _ => wrong.push(SOAP_014),
    }
    if is_strict && local.contains('.') {
        wrong.push(SOAP_015);
    }
    if !wrong.is_empty() {
        return Some(Err(wrong));
    }
    let code = format!("{{{}}}{local}", namespace.unwrap_or_default());
    Some(Ok((code, text_of(parts[1]))))
}

fn is_soap(node: Node<'_, '_>, local: &str) -> bool {
    node.has_tag_name((NAMESPACE, local))
}

fn elements<'d, 'a>(node: Node<'d, 'a>) -> impl DoubleEndedIterator<Item = Node<'d, 'a>> {
    node.children().filter(Node::is_element)
}

fn has_text(node: Node<'_, '_>) -> bool {
    let white = [' ', '\t', '\n', '\r'];
    let mut texts = node
        .children()
        .filter_map(|child| child.is_text().then(|| child.text())?);
    texts.any(|text| !text.trim_matches(white).is_empty())
}

/// A request as it looks on the wire: a line with method and path, header lines, an empty line and
/// the body. Nothing if it is not spelled so.
pub(crate) fn read_request(text: &str) -> Option<Request> {
    let (head, body) = text.split_once("\n\n")?;
    let mut lines = head.lines();
    let (method, target) = lines.next()?.split_once(' ')?;
    let mut request = Request::new(method, target).with_body(body);
    for line in lines {
        let (name, value) = line.split_once(": ")?;
        request.headers.add(name, value);
    }
    Some(request)
}

/// The statuses that fit a request, as far as its head tells: 200 or 500 if it tells nothing.
/// Nothing if its head is spelled in a way that a naive reader does not know.
pub(crate) fn due_statuses(request: &Request, is_strict: bool) -> Option<Vec<u16>> {
    let path = request.target.split('?').next().unwrap_or_default();
    if path != SERVICE.path && (is_strict || !path.eq_ignore_ascii_case(SERVICE.path)) {
        return Some(vec![404]);
    }
    if request.method != "POST" {
        return Some(vec![405]);
    }
    if !is_strict && request.body.is_empty() {
        return Some(vec![401]);
    }
    let media_types: Vec<&str> = request.headers.all("content-type").collect();
    let refused = match media_types[..] {
        ["text/xml; charset=utf-8" | "Text/XML;charset=\"UTF-8\""] => None,
        ["text/xml; charset=utf-16"] => Some(500),
        ["text/xml"] => is_strict.then_some(415),
        ["text"] => Some(400),
        [] | [_, _] | ["text/xml; charset=us-ascii" | "application/soap+xml; charset=utf-8"] => {
            Some(415)
        }
        _ => return None,
    };
    if let Some(refused) = refused {
        return Some(vec![refused]);
    }
    let actions: Vec<&str> = request.headers.all("soapaction").collect();
    let is_quoted = actions.len() == 1 && {
        let inside = actions[0]
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'));
        inside.is_some_and(|inside| !inside.contains('"'))
    };
    Some(if is_strict && !is_quoted {
        vec![500]
    } else {
        vec![200, 500]
    })
}
