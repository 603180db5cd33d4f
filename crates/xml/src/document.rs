//! A document is a flat list of elements and texts in the order in which they stood.
//!
//! It borrows what it can from the text it was read from. Handles to its elements are two words,
//! are copied freely, and walk it in any order.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use crate::characters::{is_ncname, is_white};
use crate::{Name, Text};

/// A document that was read whole and found well-formed.
#[derive(Clone)]
pub struct Document<'a> {
    pub(crate) text: &'a Text<'a>,
    pub(crate) nodes: Vec<Node<'a>>,
    pub(crate) attributes: Vec<HeldAttribute<'a>>,
    pub(crate) bindings: Vec<Binding<'a>>,
    pub(crate) instructions: Vec<Instruction<'a>>,
    /// Whether [`Element::is`] looks at the local name only, as careless readers do.
    pub(crate) is_blind: bool,
}

/// An element or a text.
#[derive(Clone)]
pub(crate) struct Node<'a> {
    pub(crate) content: Content<'a>,
    /// The byte of the text at which it begins.
    pub(crate) offset: u32,
    /// The place of the first node that is not part of it.
    pub(crate) next: u32,
}

#[derive(Clone)]
pub(crate) enum Content<'a> {
    Element(HeldElement<'a>),
    Text(Cow<'a, str>),
}

#[derive(Clone)]
pub(crate) struct HeldElement<'a> {
    pub(crate) spelling: Spelling<'a>,
    /// The binding of its namespace, or [`NOTHING`].
    pub(crate) namespace: u32,
    /// The innermost binding in scope.
    pub(crate) scope: u32,
    /// The place of its first attribute and of the first that is not its own.
    pub(crate) attributes: (u32, u32),
    /// The byte after its end tag.
    pub(crate) end: u32,
}

/// A name as it was written.
#[derive(Clone, Copy)]
pub(crate) struct Spelling<'a> {
    pub(crate) whole: &'a str,
    /// The length of the prefix, without the colon.
    pub(crate) prefix_bytes: u32,
}

impl<'a> Spelling<'a> {
    pub(crate) fn prefix(self) -> &'a str {
        &self.whole[..self.prefix_bytes as usize]
    }

    pub(crate) fn local(self) -> &'a str {
        match self.prefix_bytes {
            0 => self.whole,
            length => &self.whole[length as usize + 1..],
        }
    }
}

/// No binding: a name without a namespace.
pub(crate) const NOTHING: u32 = u32::MAX;

/// A namespace declaration, linked to those in scope around it.
#[derive(Clone)]
pub(crate) struct Binding<'a> {
    pub(crate) prefix: &'a str,
    pub(crate) uri: Cow<'a, str>,
    /// The next binding further out, or [`NOTHING`].
    pub(crate) outer: u32,
    /// How many are in scope, this one included.
    pub(crate) count: u32,
}

/// An attribute that declares no namespace.
#[derive(Clone)]
pub(crate) struct HeldAttribute<'a> {
    pub(crate) spelling: Spelling<'a>,
    pub(crate) namespace: u32,
    pub(crate) offset: u32,
    pub(crate) value: Cow<'a, str>,
}

/// A processing instruction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Instruction<'a> {
    pub(crate) target: &'a str,
    pub(crate) offset: u32,
}

impl<'a> Document<'a> {
    /// The root element.
    pub fn root(&self) -> Element<'_, 'a> {
        let root = self.element(Mark(0));
        root.expect("a document begins with an element")
    }

    /// The element that a handle with this mark pointed to.
    pub fn element(&self, mark: Mark) -> Option<Element<'_, 'a>> {
        match &self.nodes.get(mark.0 as usize)?.content {
            Content::Element(held) => Some(Element {
                document: self,
                held,
                place: mark.0,
            }),
            Content::Text(_) => None,
        }
    }

    /// All elements in the order of their start tags, the root first.
    pub fn elements(&self) -> impl Iterator<Item = Element<'_, 'a>> {
        (0..self.nodes.len() as u32).filter_map(|place| self.element(Mark(place)))
    }

    /// The processing instructions, within the root or outside it: target, and the byte at which
    /// each begins.
    pub fn instructions(&self) -> impl Iterator<Item = (&'a str, usize)> + '_ {
        self.instructions
            .iter()
            .map(|held| (held.target, self.text.original(held.offset as usize)))
    }

    /// How many things the document keeps: elements, texts, attributes, namespace declarations and
    /// processing instructions.
    pub fn part_count(&self) -> usize {
        self.nodes.len() + self.attributes.len() + self.bindings.len() + self.instructions.len()
    }

    /// What the document says, whatever it was spelled like: names in James Clark's notation,
    /// attributes in brackets and in order of their names, content in parentheses.
    ///
    /// ```
    /// let text = xml::Text::from("<p:a xmlns:p='urn:x' c='2' b='1'>t<d/></p:a>");
    /// let limits = xml::Limits::MESSAGE;
    /// let document = xml::Document::read(&text, &conformance::Rules::default(), &limits).unwrap();
    /// assert_eq!(document.meaning(), r#"{urn:x}a[b="1" c="2"]("t" d)"#);
    /// ```
    pub fn meaning(&self) -> String {
        let mut said = String::new();
        let mut ends: Vec<u32> = Vec::new();
        let mut place = 0;
        while place < self.nodes[0].next {
            if !said.is_empty() && !said.ends_with('(') {
                said.push(' ');
            }
            let node = &self.nodes[place as usize];
            match &node.content {
                Content::Text(text) => write!(said, "{text:?}").expect("a string takes all text"),
                Content::Element(held) => self.say_tag(held, &mut said),
            }
            place += 1;
            if node.next > place {
                said.push('(');
                ends.push(node.next);
            }
            while ends.pop_if(|end| *end == place).is_some() {
                said.push(')');
            }
        }
        said
    }

    fn say_tag(&self, held: &HeldElement<'_>, said: &mut String) {
        let name = Name::new(self.uri(held.namespace), held.spelling.local());
        write!(said, "{name}").expect("a string takes all text");
        let (first, end) = held.attributes;
        let mut attributes: Vec<String> = self.attributes[first as usize..end as usize]
            .iter()
            .map(|attribute| {
                let namespace = self.uri(attribute.namespace);
                let name = Name::new(namespace, attribute.spelling.local());
                format!("{name}={:?}", attribute.value)
            })
            .collect();
        attributes.sort();
        if !attributes.is_empty() {
            write!(said, "[{}]", attributes.join(" ")).expect("a string takes all text");
        }
    }

    pub(crate) fn uri(&self, binding: u32) -> &str {
        match binding {
            NOTHING => "",
            place => &self.bindings[place as usize].uri,
        }
    }

    /// The binding of a prefix, looked for from the innermost one in scope outwards.
    pub(crate) fn binding_of(&self, prefix: &str, scope: u32) -> Option<u32> {
        let mut place = scope;
        while place != NOTHING {
            let binding = &self.bindings[place as usize];
            if binding.prefix == prefix {
                return Some(place);
            }
            place = binding.outer;
        }
        None
    }
}

/// Shows no content: SOAP-077.
impl fmt::Debug for Document<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document")
            .field("root", &self.root().name())
            .field("part_count", &self.part_count())
            .finish()
    }
}

/// A handle to an element.
#[derive(Clone, Copy)]
pub struct Element<'d, 'a> {
    document: &'d Document<'a>,
    held: &'d HeldElement<'a>,
    place: u32,
}

/// What finds an element again where no handle can be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark(pub(crate) u32);

/// What stands within an element.
#[derive(Clone, Copy, Debug)]
pub enum Child<'d, 'a> {
    /// An element.
    Element(Element<'d, 'a>),
    /// All text and CDATA up to the next element.
    Text(&'d str),
}

impl<'d, 'a> Element<'d, 'a> {
    fn node(self) -> &'d Node<'a> {
        &self.document.nodes[self.place as usize]
    }

    /// What finds it again.
    pub fn mark(self) -> Mark {
        Mark(self.place)
    }

    /// Its namespace and local name.
    pub fn name(self) -> Name<'d> {
        let namespace = self.document.uri(self.held.namespace);
        Name::new(namespace, self.held.spelling.local())
    }

    /// Whether this is its name.
    pub fn is(self, name: Name<'_>) -> bool {
        self.held.spelling.local() == name.local
            && (self.document.uri(self.held.namespace) == name.namespace || self.document.is_blind)
    }

    /// The prefix with which it was written; empty if none.
    pub fn prefix(self) -> &'a str {
        self.held.spelling.prefix()
    }

    /// The byte at which its start tag begins.
    pub fn offset(self) -> usize {
        self.document.text.original(self.node().offset as usize)
    }

    /// The byte after its end tag.
    pub fn end_offset(self) -> usize {
        self.document.text.original(self.held.end as usize)
    }

    /// The elements right within it.
    pub fn children(self) -> impl Iterator<Item = Element<'d, 'a>> + use<'d, 'a> {
        self.places()
            .filter_map(move |place| self.document.element(Mark(place)))
    }

    /// The elements and texts right within it.
    pub fn content(self) -> impl Iterator<Item = Child<'d, 'a>> + use<'d, 'a> {
        self.places().map(
            move |place| match &self.document.nodes[place as usize].content {
                Content::Element(held) => Child::Element(Element {
                    document: self.document,
                    held,
                    place,
                }),
                Content::Text(text) => Child::Text(text),
            },
        )
    }

    fn places(self) -> impl Iterator<Item = u32> + use<'d, 'a> {
        let end = self.node().next;
        let mut place = self.place + 1;
        std::iter::from_fn(move || {
            let found = place;
            place = (found < end).then(|| self.document.nodes[found as usize].next)?;
            Some(found)
        })
    }

    /// Its text: all text and CDATA right within it, joined. Comments, processing instructions and
    /// child elements leave no trace in it.
    pub fn text(self) -> Cow<'d, str> {
        let mut whole = Cow::Borrowed("");
        for child in self.content() {
            match child {
                Child::Text(piece) if whole.is_empty() => whole = Cow::Borrowed(piece),
                Child::Text(piece) => whole.to_mut().push_str(piece),
                Child::Element(_) => {}
            }
        }
        whole
    }

    /// The byte at which the first text right within it begins that is more than white space. An
    /// element that holds elements only has none.
    pub fn stray_text(self) -> Option<usize> {
        self.places()
            .map(|place| &self.document.nodes[place as usize])
            .find(|node| matches!(&node.content, Content::Text(text) if !is_white(text)))
            .map(|node| self.document.text.original(node.offset as usize))
    }

    /// Its attributes in the order in which they stood, namespace declarations left out.
    pub fn attributes(self) -> impl Iterator<Item = Attribute<'d, 'a>> + use<'d, 'a> {
        let (first, end) = self.held.attributes;
        let held = &self.document.attributes[first as usize..end as usize];
        held.iter().map(move |attribute| Attribute {
            document: self.document,
            attribute,
        })
    }

    /// The value of the attribute of this name; `Name::bare` for one without a prefix.
    pub fn attribute(self, name: Name<'_>) -> Option<&'d str> {
        self.attributes()
            .find(|attribute| attribute.name() == name)
            .map(Attribute::value)
    }

    /// The namespace that a prefix stands for within this element; the empty prefix always stands
    /// for one, if only for none.
    pub fn namespace_of(self, prefix: &str) -> Option<&'d str> {
        match self.document.binding_of(prefix, self.held.scope) {
            Some(binding) => Some(self.document.uri(binding)),
            None => prefix.is_empty().then_some(""),
        }
    }

    /// The name that a qualified name in its text or in an attribute of it stands for. Nothing if
    /// it is no qualified name or its prefix is not declared.
    pub fn resolve<'n>(self, qualified: &'n str) -> Option<Name<'n>>
    where
        'd: 'n,
    {
        let (prefix, local) = qualified.split_once(':').unwrap_or(("", qualified));
        let sound = is_ncname(local) && (prefix.is_empty() || is_ncname(prefix));
        let sound = sound && !qualified.starts_with(':');
        let namespace = sound.then(|| self.namespace_of(prefix)).flatten()?;
        Some(Name::new(namespace, local))
    }
}

/// Shows no content: SOAP-077.
impl fmt::Debug for Element<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.name(), self.offset())
    }
}

/// A handle to an attribute.
#[derive(Clone, Copy)]
pub struct Attribute<'d, 'a> {
    document: &'d Document<'a>,
    attribute: &'d HeldAttribute<'a>,
}

impl<'d> Attribute<'d, '_> {
    /// Its namespace and local name.
    pub fn name(self) -> Name<'d> {
        let namespace = self.document.uri(self.attribute.namespace);
        Name::new(namespace, self.attribute.spelling.local())
    }

    /// Its value, with references resolved and white space turned into spaces.
    pub fn value(self) -> &'d str {
        &self.attribute.value
    }

    /// The byte at which it begins.
    pub fn offset(self) -> usize {
        self.document.text.original(self.attribute.offset as usize)
    }
}

/// Shows no value: SOAP-077.
impl fmt::Debug for Attribute<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.name(), self.offset())
    }
}
