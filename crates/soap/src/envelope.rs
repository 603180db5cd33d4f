//! An envelope is a document that keeps to the shape of SOAP 1.1: an optional header of blocks, then
//! a body with at most one element.

use conformance::{Flaw, Refusal, Rules};
use xml::{Document, Element, Limits, Mark, Name, SOAP_063, Text};

use crate::defects::{
    FINDS_A_BODY_ANYWHERE, LOOKS_FOR_THE_PREFIX_SOAP, REFUSES_UNKNOWN_BLOCKS, TAKES_THE_LAST_BODY,
};
use crate::names::{BODY, ENVELOPE, NAMESPACE, NEXT_ACTOR, soap};
use crate::requirements::{
    SOAP_001, SOAP_002, SOAP_003, SOAP_004, SOAP_005, SOAP_006, SOAP_007, SOAP_008, SOAP_009,
    SOAP_010, SOAP_011, SOAP_012, SOAP_070, SOAP_071,
};

/// A message that keeps to the shape of SOAP.
#[derive(Clone, Debug)]
pub struct Envelope<'a> {
    document: Document<'a>,
    header: Option<Mark>,
    body: Mark,
}

impl<'a> Envelope<'a> {
    /// Reads an envelope. `understands` says which blocks of a header the receiver knows.
    pub fn read(
        text: &'a Text<'a>,
        rules: &Rules,
        limits: &Limits,
        understands: impl Fn(Name<'_>) -> bool,
    ) -> Result<Self, Refusal> {
        let document = read_document(text, rules, limits)?;
        if let Some((_, at)) = document.instructions().next() {
            rules.refuse(SOAP_006, at, "a message holds a processing instruction")?;
        }
        let root = document.root();
        check_root(root, rules)?;
        let (header, body) = find_parts(&document, rules)?;
        for part in [root].into_iter().chain(header).chain([body]) {
            check_attributes(part, rules)?;
        }
        if let Some(header) = header {
            check_header(header, rules, understands)?;
        }
        check_body(body, rules)?;
        let (header, body) = (header.map(Element::mark), body.mark());
        Ok(Self {
            document,
            header,
            body,
        })
    }

    /// The header, if there is one.
    pub fn header(&self) -> Option<Element<'_, 'a>> {
        self.document.element(self.header?)
    }

    /// The blocks of the header, in their order.
    pub fn blocks(&self) -> impl Iterator<Item = Element<'_, 'a>> {
        self.header().into_iter().flat_map(Element::children)
    }

    /// The first block of this name.
    pub fn block(&self, name: Name<'_>) -> Option<Element<'_, 'a>> {
        self.blocks().find(|block| block.is(name))
    }

    /// The body.
    pub fn body(&self) -> Element<'_, 'a> {
        let body = self.document.element(self.body);
        body.expect("the mark is that of the body")
    }

    /// What is within the body: the operation, its response or a fault.
    pub fn content(&self) -> Option<Element<'_, 'a>> {
        self.body().children().next()
    }

    /// The document that the envelope is.
    pub fn document(&self) -> &Document<'a> {
        &self.document
    }
}

/// Reads the document; that a message has no document type declaration is a rule of its own.
fn read_document<'a>(
    text: &'a Text<'a>,
    rules: &Rules,
    limits: &Limits,
) -> Result<Document<'a>, Refusal> {
    match Document::read(text, rules, limits) {
        Err(refusal) if refusal.id == SOAP_063 => {
            rules.refuse(SOAP_005, refusal.offset, refusal.message)?;
            let flaw = Some(Flaw::Lacks(SOAP_063));
            Document::read(text, &Rules { flaw, ..*rules }, limits)
        }
        other => other,
    }
}

fn check_root(root: Element<'_, '_>, rules: &Rules) -> Result<(), Refusal> {
    if !root.is(ENVELOPE) {
        let message = if root.name().local == ENVELOPE.local {
            "the envelope is in another namespace than that of SOAP 1.1"
        } else {
            "the root is no envelope"
        };
        rules.refuse(SOAP_001, root.offset(), message)?;
    }
    if rules.does(LOOKS_FOR_THE_PREFIX_SOAP) && root.prefix() != "soap" {
        return Err(Refusal::new(SOAP_004, root.offset(), "no `soap:Envelope`"));
    }
    if let Some(at) = root.stray_text() {
        rules.refuse(SOAP_002, at, "text stands between header and body")?;
    }
    Ok(())
}

/// The header and the body among the children of the root.
fn find_parts<'d, 'a>(
    document: &'d Document<'a>,
    rules: &Rules,
) -> Result<(Option<Element<'d, 'a>>, Element<'d, 'a>), Refusal> {
    let root = document.root();
    let mut header = None;
    let mut body = None;
    for child in root.children() {
        let name = child.name();
        let is_body = name.local == "Body";
        if !is_body && name.local != "Header" {
            let message = "something else than header and body stands in the envelope";
            rules.refuse(SOAP_002, child.offset(), message)?;
            continue;
        }
        // The namespace of the root, for a reader that has accepted another one there.
        if !child.is(Name::new(root.name().namespace, name.local)) {
            let message = "this has the name of a part of the envelope, and another namespace";
            rules.refuse(SOAP_071, child.offset(), message)?;
        }
        let is_late = !is_body && header.is_none() && body.is_some();
        if is_late {
            rules.refuse(SOAP_002, child.offset(), "the header stands after the body")?;
        }
        let part = if is_body { &mut body } else { &mut header };
        if part.is_none() || rules.does(TAKES_THE_LAST_BODY) {
            *part = Some(child);
        } else {
            rules.refuse(
                SOAP_070,
                child.offset(),
                "a part of the envelope stands twice",
            )?;
        }
    }
    if rules.does(FINDS_A_BODY_ANYWHERE) {
        body = document.elements().find(|element| element.is(BODY));
    }
    match body {
        Some(body) => Ok((header, body)),
        None => Err(Refusal::new(
            SOAP_002,
            root.offset(),
            "the envelope has no body",
        )),
    }
}

/// Looks at the attributes of the envelope, the header or the body.
fn check_attributes(part: Element<'_, '_>, rules: &Rules) -> Result<(), Refusal> {
    for attribute in part.attributes() {
        let name = attribute.name();
        if name == soap("encodingStyle") {
            rules.refuse(SOAP_007, attribute.offset(), "`encodingStyle` stands here")?;
        } else if name.namespace == NAMESPACE {
            let message = "an attribute of the namespace of SOAP stands here";
            rules.refuse(SOAP_008, attribute.offset(), message)?;
        }
    }
    Ok(())
}

fn check_header(
    header: Element<'_, '_>,
    rules: &Rules,
    understands: impl Fn(Name<'_>) -> bool,
) -> Result<(), Refusal> {
    if let Some(at) = header.stray_text() {
        rules.refuse(SOAP_009, at, "text stands between the blocks of the header")?;
    }
    for block in header.children() {
        let name = block.name();
        if name.namespace.is_empty() {
            rules.refuse(SOAP_009, block.offset(), "a block is in no namespace")?;
        }
        let must = match block.attribute(soap("mustUnderstand")) {
            None | Some("0") => false,
            Some("1") => true,
            Some(other) => {
                let message = "`mustUnderstand` is neither `0` nor `1`";
                rules.refuse(SOAP_010, block.offset(), message)?;
                other == "true"
            }
        };
        let actor = block.attribute(soap("actor"));
        let is_ours = actor.is_none_or(|actor| actor.is_empty() || actor == NEXT_ACTOR);
        if !is_ours || understands(name) {
            continue;
        }
        if must {
            let message = "a block that must be understood is not known";
            rules.refuse(SOAP_011, block.offset(), message)?;
        } else if rules.does(REFUSES_UNKNOWN_BLOCKS) {
            return Err(Refusal::new(
                SOAP_012,
                block.offset(),
                "a block is not known",
            ));
        }
    }
    Ok(())
}

fn check_body(body: Element<'_, '_>, rules: &Rules) -> Result<(), Refusal> {
    if let Some(at) = body.stray_text() {
        rules.refuse(SOAP_003, at, "text stands in the body")?;
    }
    let mut children = body.children();
    let Some(content) = children.next() else {
        return Ok(());
    };
    if content.name().namespace.is_empty() {
        let message = "the element in the body is in no namespace";
        rules.refuse(SOAP_003, content.offset(), message)?;
    }
    if let Some(second) = children.next() {
        rules.refuse(
            SOAP_003,
            second.offset(),
            "a second element stands in the body",
        )?;
    }
    let mut attributes = content.attributes();
    if let Some(style) = attributes.find(|held| held.name() == soap("encodingStyle")) {
        let message = "`encodingStyle` stands on the element in the body";
        rules.refuse(SOAP_007, style.offset(), message)?;
    }
    Ok(())
}
