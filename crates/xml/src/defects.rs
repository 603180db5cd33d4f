//! The ways of being wrong about XML that the suite must see.
//!
//! What was measured of other readers was measured of quick-xml 0.42.0 with every check on,
//! roxmltree 0.21.2 and xml-rs 1.4.0.

use conformance::{Defect, Quirk};

use crate::requirements::*;

/// Forgets what follows the first comment or processing instruction in a text.
pub const READS_ONLY_THE_FIRST_TEXT: Quirk = Quirk("reads-only-the-first-text");
/// Reads what references stand for as if references could stand in it again.
pub(crate) const EXPANDS_REFERENCES_TWICE: Quirk = Quirk("expands-references-twice");
/// Reads the internal subset of a document type declaration and expands the entities in it.
pub(crate) const EXPANDS_INTERNAL_ENTITIES: Quirk = Quirk("expands-internal-entities");
/// Takes an element for another when the local names are the same. A defect of those who ask.
pub const LOCAL_NAMES_ONLY: Quirk = Quirk("local-names-only");
/// Lets a namespace declaration go on counting after its element.
pub(crate) const IGNORES_XMLNS_SCOPE: Quirk = Quirk("ignores-xmlns-scope");
/// Lets the declaration of a message have a say in how it is encoded.
pub(crate) const BELIEVES_THE_DECLARATION: Quirk = Quirk("believes-the-declaration");
/// Reads any version of XML as if it were 1.0.
pub(crate) const TAKES_ANY_VERSION: Quirk = Quirk("takes-any-version");
/// Looks for repeated attributes by their spelled names only.
pub(crate) const COMPARES_SPELLED_NAMES_ONLY: Quirk = Quirk("compares-spelled-names-only");
/// Looks up the prefixes of elements and leaves those of attributes alone.
pub(crate) const LEAVES_ATTRIBUTE_PREFIXES: Quirk = Quirk("leaves-attribute-prefixes-unresolved");
/// Keeps with each element that declares a namespace a copy of all that are in scope.
pub(crate) const COPIES_THE_SCOPE: Quirk = Quirk("copies-the-scope");
/// Writes carriage returns, and line feeds and tabs in attribute values, as they are.
pub(crate) const WRITES_WHITE_SPACE_BARE: Quirk = Quirk("writes-white-space-bare");
/// Writes `>` as it is, even after `]]`.
pub(crate) const WRITES_SECTION_ENDS: Quirk = Quirk("writes-section-ends");

/// The ways of being wrong about XML that the suite must see.
pub static DEFECTS: &[Defect] = &[
    Defect::lacks("reads-anything-around-the-root", SOAP_050)
        .seen("measured: quick-xml reads two roots, and text before and after one"),
    Defect::lacks("closes-elements-by-itself", SOAP_051)
        .seen("measured: quick-xml comes to the end within an element without an error"),
    Defect::lacks("keeps-repeated-attributes", SOAP_052),
    Defect::does(COMPARES_SPELLED_NAMES_ONLY, SOAP_052)
        .seen("measured: quick-xml reads one attribute under two prefixes of one namespace"),
    Defect::lacks("takes-undeclared-prefixes-for-none", SOAP_053),
    Defect::does(LEAVES_ATTRIBUTE_PREFIXES, SOAP_053)
        .seen("measured: quick-xml reads attributes with prefixes that nobody declared"),
    Defect::does(IGNORES_XMLNS_SCOPE, SOAP_053),
    Defect::lacks("rebinds-reserved-prefixes", SOAP_054)
        .seen("measured: roxmltree reads `xmlns:xmlns` and `xmlns:p=\"\"`"),
    Defect::lacks("takes-any-spelling-for-a-name", SOAP_055)
        .seen("measured: quick-xml reads names with two colons and names that begin with a digit"),
    Defect::lacks("replaces-forbidden-characters", SOAP_056)
        .seen("measured: roxmltree reads `&#xD800;` as U+FFFD; quick-xml reads control characters"),
    Defect::lacks("reads-stray-markup-as-text", SOAP_057)
        .seen("measured: quick-xml reads `]]>` in text, `<` in values and attributes without gaps"),
    Defect::lacks("leaves-unknown-entities-standing", SOAP_058)
        .seen("measured: quick-xml hands references to unknown entities on"),
    Defect::lacks("takes-a-declaration-anywhere", SOAP_059)
        .seen("measured: quick-xml reads a second declaration and one without version"),
    Defect::does(TAKES_ANY_VERSION, SOAP_059)
        .seen("measured: quick-xml, roxmltree and xml-rs read documents of version 1.1"),
    Defect::lacks("replaces-ill-formed-bytes", SOAP_060),
    Defect::lacks("keeps-carriage-returns", SOAP_061)
        .seen("measured: roxmltree keeps one at the end of a text with a reference in it"),
    Defect::does(READS_ONLY_THE_FIRST_TEXT, SOAP_062)
        .seen("CVE-2017-11427, CVE-2017-11428: python3-saml and ruby-saml cut names at a comment"),
    Defect::does(EXPANDS_REFERENCES_TWICE, SOAP_062)
        .seen("CWE-174: readers that replace `&amp;` before the other references")
        .with_collateral(&[SOAP_075]),
    Defect::lacks("skips-document-type-declarations", SOAP_063)
        .seen("measured: quick-xml goes on after a document type declaration"),
    Defect::does(EXPANDS_INTERNAL_ENTITIES, SOAP_064)
        .with_collateral(&[SOAP_063])
        .seen("measured: xml-rs expands the entities of the internal subset"),
    Defect::lacks("nests-without-end", SOAP_065)
        .seen("measured: roxmltree reads a depth of 1000000, quick-xml one of 65535"),
    Defect::lacks("takes-any-number-of-attributes", SOAP_066)
        .seen("measured: roxmltree compares 20000 attributes each with each, in 0.58 s"),
    Defect::lacks("takes-any-number-of-namespaces", SOAP_067)
        .seen("measured: roxmltree takes over 60 s, xml-rs 31 s for 10000 nested declarations"),
    Defect::lacks("reads-texts-of-any-size", SOAP_068),
    Defect::lacks("reads-values-of-any-length", SOAP_069),
    Defect::lacks("goes-by-the-bytes-alone", SOAP_074)
        .seen("measured: quick-xml and roxmltree read UTF-8 that is declared to be UTF-16"),
    Defect::does(BELIEVES_THE_DECLARATION, SOAP_074),
    Defect::lacks("writes-values-as-they-are", SOAP_075),
    Defect::does(WRITES_WHITE_SPACE_BARE, SOAP_075).seen(
        "measured: xml-rs leaves carriage returns in text, quick-xml tabs and feeds in values",
    ),
    Defect::does(WRITES_SECTION_ENDS, SOAP_075)
        .seen("documented: `minimal_escape` of quick-xml leaves `>`, and with it `]]>`"),
    Defect::does(COPIES_THE_SCOPE, SOAP_076)
        .seen("measured: roxmltree copies all bindings in scope to an element that declares one"),
];
