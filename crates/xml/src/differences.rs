//! Where other people's readers are known to differ from this one. A difference that is not listed
//! breaks a law; a listed one that is not to be seen any more fails a test.

use conformance::{Id, Outcome, Refusal};

use crate::reference::meaning;
use crate::requirements::{
    SOAP_050, SOAP_051, SOAP_052, SOAP_053, SOAP_054, SOAP_055, SOAP_056, SOAP_057, SOAP_059,
    SOAP_063, SOAP_065, SOAP_066, SOAP_067, SOAP_068, SOAP_069, SOAP_074,
};
use crate::spelling::Part;

/// The other readers, with the ways in which they are known to differ.
pub static DIFFERENCES: &[(&str, &[Difference])] =
    &[("roxmltree 0.21.2", ROXMLTREE), ("xml-rs 1.4.0", XML_RS)];

/// A way in which another reader is known to differ from this one.
#[derive(Debug)]
pub struct Difference {
    /// What it does.
    pub way: Way,
    /// Whether a text, or what the other reader says of it, has what the difference is about.
    pub(crate) when: fn(&str, &str) -> bool,
    /// A text with which it does so.
    pub example: &'static str,
    /// What it does, and this reader does not.
    pub reason: &'static str,
}

/// What another reader does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// It takes what this one refuses because of this requirement.
    Takes(Id),
    /// It refuses what this one takes.
    Refuses,
    /// It takes the text too, and reads something else.
    ReadsOtherwise,
}

/// What is refused for being too much, and by no other reader.
pub(crate) const LIMITS: [Id; 5] = [SOAP_065, SOAP_066, SOAP_067, SOAP_068, SOAP_069];

/// What this reader made of a text.
pub(crate) type Ours = Result<String, Refusal>;
/// What another one made of it.
pub(crate) type Theirs = Result<Vec<Part>, String>;

/// Compares what two readers made of a text. They may differ as the table says, and have limits of
/// their own.
pub(crate) fn compare(text: &str, ours: &Ours, theirs: &Theirs, table: &[Difference]) -> Outcome {
    if matches!(ours, Err(refusal) if LIMITS.contains(&refusal.id)) {
        return Outcome::Irrelevant;
    }
    let Some(way) = way(ours, theirs) else {
        return Outcome::Holds;
    };
    let error = theirs.as_ref().err().map_or("", String::as_str);
    if table
        .iter()
        .any(|held| held.way == way && (held.when)(text, error))
    {
        return Outcome::Holds;
    }
    let theirs = theirs.as_ref().map(|parts| meaning(parts));
    Outcome::Breaks(format!(
        "{way:?}: this reader: {ours:?}, the other: {theirs:?}"
    ))
}

/// How two readers differ, if they do.
pub(crate) fn way(ours: &Ours, theirs: &Theirs) -> Option<Way> {
    match (ours, theirs) {
        (Ok(ours), Ok(theirs)) => (*ours != meaning(theirs)).then_some(Way::ReadsOtherwise),
        (Err(refusal), Ok(_)) => Some(Way::Takes(refusal.id)),
        (Ok(_), Err(_)) => Some(Way::Refuses),
        (Err(_), Err(_)) => None,
    }
}

/// Where roxmltree 0.21 differs.
pub(crate) static ROXMLTREE: &[Difference] = &[
    Difference {
        way: Way::Takes(SOAP_056),
        when: |text, _| text.contains("&#"),
        example: "<a>&#xD800;</a>",
        reason: "it reads a reference to no character as U+FFFD",
    },
    Difference {
        way: Way::Takes(SOAP_054),
        when: |text, _| text.contains("xmlns:"),
        example: "<a xmlns:p=''/>",
        reason: "it lets prefixes be undeclared, and `xmlns` be declared",
    },
    Difference {
        way: Way::Takes(SOAP_059),
        when: |text, _| text.contains("<?"),
        example: "<?xml version='1.1'?><a/>",
        reason: "it takes other versions, `standalone` with any value, and `<?XML?>`",
    },
    Difference {
        way: Way::Takes(SOAP_055),
        when: |text, _| text.contains("<?"),
        example: "<?p:q?><a/>",
        reason: "it takes any name for an instruction, and anything after it",
    },
    Difference {
        way: Way::Takes(SOAP_055),
        when: has_an_empty_prefix,
        example: "<:a/>",
        reason: "it takes a name with an empty prefix",
    },
    Difference {
        way: Way::Takes(SOAP_051),
        when: has_an_empty_prefix,
        example: "<a></:a>",
        reason: "it closes an element by a name with an empty prefix",
    },
    Difference {
        way: Way::Takes(SOAP_052),
        when: |text, _| text.contains("xmlns"),
        example: "<a xmlns='u' xmlns='v'/>",
        reason: "it takes the first of two default namespaces",
    },
    Difference {
        way: Way::Takes(SOAP_053),
        when: |text, _| text.contains(":xmlns"),
        example: "<a p:xmlns='u'/>",
        reason: "it takes an attribute whose local name is `xmlns` for a declaration",
    },
    Difference {
        way: Way::ReadsOtherwise,
        when: |text, _| text.contains(":xmlns"),
        example: "<a xmlns:p='u' p:xmlns='v'/>",
        reason: "it takes an attribute whose local name is `xmlns` for a declaration",
    },
    Difference {
        way: Way::ReadsOtherwise,
        when: |text, _| text.contains('&') && ["\r<", "\r&"].iter().any(|end| text.contains(end)),
        example: "<a>&amp;\r</a>",
        reason: "it keeps a carriage return before markup in a text with a reference in it",
    },
    Difference {
        way: Way::Refuses,
        when: |_, error| error.contains("unknown namespace prefix 'xml'"),
        example: "<xml:a/>",
        reason: "it knows the prefix `xml` for attributes only",
    },
    Difference {
        way: Way::Refuses,
        when: |text, error| text.contains(":xmlns") && error.contains("URI is used"),
        example: "<a xmlns:p='u' p:xmlns='http://www.w3.org/2000/xmlns/'/>",
        reason: "it takes an attribute whose local name is `xmlns` for a declaration",
    },
];

fn has_an_empty_prefix(text: &str, _: &str) -> bool {
    let before = |at: usize| text[..at].chars().next_back();
    let mut colons = text.match_indices(':');
    colons.any(|(at, _)| before(at).is_none_or(|character| " \t\n\r</\"'".contains(character)))
}

/// Where xml-rs 1.4 differs.
pub(crate) static XML_RS: &[Difference] = &[
    Difference {
        way: Way::Takes(SOAP_063),
        when: |text, _| text.contains("<!DOCTYPE"),
        example: "<!DOCTYPE a><a/>",
        reason: "it reads document type declarations, and expands what they declare",
    },
    Difference {
        way: Way::Takes(SOAP_059),
        when: |text, _| text.contains("<?xml"),
        example: "<?xml version='1.1'?><a/>",
        reason: "it reads documents of version 1.1",
    },
    Difference {
        way: Way::Takes(SOAP_074),
        when: |text, _| text.contains("encoding"),
        example: "<?xml version='1.0' encoding='iso-8859-1'?><a/>",
        reason: "it reads Latin-1 and ASCII, and takes `ut` for UTF-8",
    },
    Difference {
        way: Way::Takes(SOAP_050),
        when: |text, _| text.contains("<"),
        example: "<a/><a/>",
        reason: "it takes several roots",
    },
    Difference {
        way: Way::Takes(SOAP_052),
        when: |text, _| text.contains("xmlns"),
        example: "<a xmlns='u' xmlns='u'/>",
        reason: "it takes the first of two default namespaces",
    },
    Difference {
        way: Way::Takes(SOAP_055),
        when: |text, _| text.contains("<?"),
        example: "<?p:q?><a/>",
        reason: "it takes a colon in the name of an instruction",
    },
    Difference {
        way: Way::Takes(SOAP_057),
        when: |text, _| text.contains('='),
        example: "<a b='</'/>",
        reason: "it takes `</` and `<!DOCTYPE` in an attribute value",
    },
    Difference {
        way: Way::Takes(SOAP_051),
        when: |text, _| text.contains("<!"),
        example: "<a b='<![CDATA['\"]]>'/>",
        reason: "it passes over quotes in what it takes for CDATA in an attribute value",
    },
    Difference {
        way: Way::Takes(SOAP_055),
        when: |text, _| text.contains(':'),
        example: "<a xml:-b=''/>",
        reason: "it takes a local name that begins like no name",
    },
    Difference {
        way: Way::Takes(SOAP_054),
        when: |text, _| text.contains("xmlns:"),
        example: "<a xmlns:p='http://www.w3.org/2000/xmlns/'/>",
        reason: "it lets prefixes be bound to the namespaces of `xml` and `xmlns`",
    },
    Difference {
        way: Way::Refuses,
        when: |_, error| error.contains("cannot be default"),
        example: "<a xmlns='xml'/>",
        reason: "it takes `xml` and `xmlns` for reserved as namespaces, not only as prefixes",
    },
    Difference {
        way: Way::Refuses,
        when: |_, error| error.contains("'xml' cannot be an element name prefix"),
        example: "<xml:a/>",
        reason: "it takes no element with the prefix `xml`",
    },
];
