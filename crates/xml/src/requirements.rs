//! Written from `requirements.toml` by `cargo xtask generate`; not edited by hand.

use conformance::{Id, Level, Requirement, Standing};

/// A document has exactly one root element, and outside it nothing but white space, comments and processing instructions.
pub const SOAP_050: Id = Id::of(&Requirement {
    id: "SOAP-050",
    level: Level::Must,
    says: "A document has exactly one root element, and outside it nothing but white space, comments and processing instructions.",
    source: "XML 1.0 (Fifth Edition) §2.1, production 1; §2.8, production 27",
    profiles: &[],
    standing: Standing::Expected,
});

/// Every element is closed by an end tag of its own name, properly nested, and the text does not end within an element or a piece of markup.
pub const SOAP_051: Id = Id::of(&Requirement {
    id: "SOAP-051",
    level: Level::Must,
    says: "Every element is closed by an end tag of its own name, properly nested, and the text does not end within an element or a piece of markup.",
    source: "XML 1.0 (Fifth Edition) §2.1; §3, well-formedness constraint Element Type Match",
    profiles: &[],
    standing: Standing::Expected,
});

/// No attribute of an element repeats another, neither by its spelled name nor by its namespace and local name.
pub const SOAP_052: Id = Id::of(&Requirement {
    id: "SOAP-052",
    level: Level::Must,
    says: "No attribute of an element repeats another, neither by its spelled name nor by its namespace and local name.",
    source: "XML 1.0 (Fifth Edition) §3.1, well-formedness constraint Unique Att Spec; Namespaces in XML 1.0 (Third Edition) §6.3",
    profiles: &[],
    standing: Standing::Expected,
});

/// Every prefix of an element or attribute is declared there or on an element around it.
pub const SOAP_053: Id = Id::of(&Requirement {
    id: "SOAP-053",
    level: Level::Must,
    says: "Every prefix of an element or attribute is declared there or on an element around it.",
    source: "Namespaces in XML 1.0 (Third Edition) §5, namespace constraint Prefix Declared",
    profiles: &[],
    standing: Standing::Expected,
});

/// The prefix `xml` is bound to nothing but its own namespace, `xmlns` is never declared or used for an element, neither of their namespaces is bound to anything else, and no prefix is bound to the empty name.
pub const SOAP_054: Id = Id::of(&Requirement {
    id: "SOAP-054",
    level: Level::Must,
    says: "The prefix `xml` is bound to nothing but its own namespace, `xmlns` is never declared or used for an element, neither of their namespaces is bound to anything else, and no prefix is bound to the empty name.",
    source: "Namespaces in XML 1.0 (Third Edition) §3, namespace constraint Reserved Prefixes and Namespace Names; §5, namespace constraint No Prefix Undeclaring",
    profiles: &[],
    standing: Standing::Expected,
});

/// The names of elements and attributes are qualified names: at most one colon, with a name on each side of it; targets of processing instructions are names without a colon.
pub const SOAP_055: Id = Id::of(&Requirement {
    id: "SOAP-055",
    level: Level::Must,
    says: "The names of elements and attributes are qualified names: at most one colon, with a name on each side of it; targets of processing instructions are names without a colon.",
    source: "XML 1.0 (Fifth Edition) §2.3; Namespaces in XML 1.0 (Third Edition) §4, §7",
    profiles: &[],
    standing: Standing::Expected,
});

/// Only characters that XML allows occur, written as they are or as character references.
pub const SOAP_056: Id = Id::of(&Requirement {
    id: "SOAP-056",
    level: Level::Must,
    says: "Only characters that XML allows occur, written as they are or as character references.",
    source: "XML 1.0 (Fifth Edition) §2.2, production 2; §4.1, well-formedness constraint Legal Character",
    profiles: &[],
    standing: Standing::Expected,
});

/// Markup characters keep to their places: no `\]\]>` in text, no `\<` in an attribute value, no `&` that begins no reference, no `--` in a comment, and attributes are quoted and set apart by white space.
pub const SOAP_057: Id = Id::of(&Requirement {
    id: "SOAP-057",
    level: Level::Must,
    says: "Markup characters keep to their places: no `]]>` in text, no `<` in an attribute value, no `&` that begins no reference, no `--` in a comment, and attributes are quoted and set apart by white space.",
    source: "XML 1.0 (Fifth Edition) §2.4, §2.5, §3.1, well-formedness constraint No < in Attribute Values",
    profiles: &[],
    standing: Standing::Expected,
});

/// No entity is referred to but the five that XML predefines, since there is no document type declaration that could declare another.
pub const SOAP_058: Id = Id::of(&Requirement {
    id: "SOAP-058",
    level: Level::Must,
    says: "No entity is referred to but the five that XML predefines, since there is no document type declaration that could declare another.",
    source: "XML 1.0 (Fifth Edition) §4.1, well-formedness constraint Entity Declared; §4.6",
    profiles: &[],
    standing: Standing::Expected,
});

/// An XML declaration stands only at the very start, follows its grammar and says version 1.0; no processing instruction is called `xml` in any spelling.
pub const SOAP_059: Id = Id::of(&Requirement {
    id: "SOAP-059",
    level: Level::Must,
    says: "An XML declaration stands only at the very start, follows its grammar and says version 1.0; no processing instruction is called `xml` in any spelling.",
    source: "XML 1.0 (Fifth Edition) §2.6, production 17; §2.8, productions 23 to 26",
    profiles: &[],
    standing: Standing::Expected,
});

/// Bytes that do not form characters in the encoding of the text are an error; none is replaced or skipped.
pub const SOAP_060: Id = Id::of(&Requirement {
    id: "SOAP-060",
    level: Level::Must,
    says: "Bytes that do not form characters in the encoding of the text are an error; none is replaced or skipped.",
    source: "XML 1.0 (Fifth Edition) §4.3.3; RFC 3629 §3; RFC 2781 §2",
    profiles: &[],
    standing: Standing::Expected,
});

/// A carriage return, alone or with the line feed after it, is read as one line feed.
pub const SOAP_061: Id = Id::of(&Requirement {
    id: "SOAP-061",
    level: Level::Must,
    says: "A carriage return, alone or with the line feed after it, is read as one line feed.",
    source: "XML 1.0 (Fifth Edition) §2.11",
    profiles: &[],
    standing: Standing::Expected,
});

/// The text of an element is all its text and CDATA joined, with comments and processing instructions taken out; never only the piece before the first of them.
pub const SOAP_062: Id = Id::of(&Requirement {
    id: "SOAP-062",
    level: Level::Must,
    says: "The text of an element is all its text and CDATA joined, with comments and processing instructions taken out; never only the piece before the first of them.",
    source: "XML 1.0 (Fifth Edition) §2.4, §2.5; CVE-2017-11427; CVE-2017-11428; CVE-2018-0489",
    profiles: &[],
    standing: Standing::Expected,
});

/// A document type declaration is refused before anything in it is expanded or fetched.
pub const SOAP_063: Id = Id::of(&Requirement {
    id: "SOAP-063",
    level: Level::Must,
    says: "A document type declaration is refused before anything in it is expanded or fetched.",
    source: "WS-I Basic Profile 1.1 R1008; SOAP 1.1 §3; WASC-43",
    profiles: &[],
    standing: Standing::Expected,
});

/// No entity that a document declares is ever expanded, so a text cannot come out longer than it went in.
pub const SOAP_064: Id = Id::of(&Requirement {
    id: "SOAP-064",
    level: Level::Derived,
    says: "No entity that a document declares is ever expanded, so a text cannot come out longer than it went in.",
    source: "WASC-44; follows from SOAP-063",
    profiles: &["wire-strict", "wire-interop"],
    standing: Standing::Expected,
});

/// Elements are nested no deeper than a limit, and no stack grows with the nesting.
pub const SOAP_065: Id = Id::of(&Requirement {
    id: "SOAP-065",
    level: Level::Derived,
    says: "Elements are nested no deeper than a limit, and no stack grows with the nesting.",
    source: "measured: quick-xml 0.42.0 bears a depth of 65535, roxmltree 0.21.2 one of 1000000, and xml-rs 1.4.0 takes over 20 s at 200000",
    profiles: &["wire-strict", "wire-interop"],
    standing: Standing::Expected,
});

/// An element bears no more attributes than a limit, and so does a document.
pub const SOAP_066: Id = Id::of(&Requirement {
    id: "SOAP-066",
    level: Level::Derived,
    says: "An element bears no more attributes than a limit, and so does a document.",
    source: "WASC-41; measured: roxmltree 0.21.2 takes 0.58 s for 20000 attributes on one element",
    profiles: &["wire-strict", "wire-interop"],
    standing: Standing::Expected,
});

/// No more namespace declarations are in scope at once than a limit.
pub const SOAP_067: Id = Id::of(&Requirement {
    id: "SOAP-067",
    level: Level::Derived,
    says: "No more namespace declarations are in scope at once than a limit.",
    source: "measured: 2000 nested declarations in 52 KB take roxmltree 0.21.2 3.0 s, and 10000 in 268 KB over a minute",
    profiles: &["wire-strict", "wire-interop"],
    standing: Standing::Expected,
});

/// A text longer than a limit is refused before any of it is read.
pub const SOAP_068: Id = Id::of(&Requirement {
    id: "SOAP-068",
    level: Level::Derived,
    says: "A text longer than a limit is refused before any of it is read.",
    source: "ResponseCode (EWS reference), ErrorRequestStreamTooBig: the limit of Exchange is 400 KB",
    profiles: &["wire-strict", "wire-interop"],
    standing: Standing::Expected,
});

/// No text and no attribute value is longer than a limit, and an answer is no longer than a small multiple of what was asked.
pub const SOAP_069: Id = Id::of(&Requirement {
    id: "SOAP-069",
    level: Level::Derived,
    says: "No text and no attribute value is longer than a limit, and an answer is no longer than a small multiple of what was asked.",
    source: "concluded from SOAP-068: a bound on the whole is no bound on what is made of a part",
    profiles: &["wire-strict", "wire-interop"],
    standing: Standing::Expected,
});

/// Each combination of byte order mark, label and declaration has one documented outcome, and every encoding but UTF-8 and UTF-16 is refused.
pub const SOAP_074: Id = Id::of(&Requirement {
    id: "SOAP-074",
    level: Level::Derived,
    says: "Each combination of byte order mark, label and declaration has one documented outcome, and every encoding but UTF-8 and UTF-16 is refused.",
    source: "WS-I Simple SOAP Binding Profile 1.0 R1012, R1018, R1019, R4001; XML 1.0 (Fifth Edition) §4.3.3, appendix F; RFC 7303 §3.3",
    profiles: &["wire-strict", "wire-interop"],
    standing: Standing::Expected,
});

/// What is written reads back as what was meant: every value is escaped, and a character or name that XML does not allow is refused when it is handed over, not written.
pub const SOAP_075: Id = Id::of(&Requirement {
    id: "SOAP-075",
    level: Level::Derived,
    says: "What is written reads back as what was meant: every value is escaped, and a character or name that XML does not allow is refused when it is handed over, not written.",
    source: "XML 1.0 (Fifth Edition) §2.2, §2.4, §2.11, §3.3.3",
    profiles: &["wire-strict", "wire-interop"],
    standing: Standing::Expected,
});

/// Reading never panics, keeps no more than a small multiple of its input, and takes no more than a little over linear time.
pub const SOAP_076: Id = Id::of(&Requirement {
    id: "SOAP-076",
    level: Level::Derived,
    says: "Reading never panics, keeps no more than a small multiple of its input, and takes no more than a little over linear time.",
    source: "measured: roxmltree 0.21.2 copies every namespace in scope to each element that declares one, which makes 2000 nested declarations cost 3.0 s",
    profiles: &["wire-strict", "wire-interop"],
    standing: Standing::Expected,
});

/// Every row, in the order of the file.
pub static REQUIREMENTS: &[Id] = &[
    SOAP_050,
    SOAP_051,
    SOAP_052,
    SOAP_053,
    SOAP_054,
    SOAP_055,
    SOAP_056,
    SOAP_057,
    SOAP_058,
    SOAP_059,
    SOAP_060,
    SOAP_061,
    SOAP_062,
    SOAP_063,
    SOAP_064,
    SOAP_065,
    SOAP_066,
    SOAP_067,
    SOAP_068,
    SOAP_069,
    SOAP_074,
    SOAP_075,
    SOAP_076,
];
