//! A name is a namespace and a local name. How it was spelled, with which prefix, is no part of it.

use std::fmt;

/// The namespace of `xml:lang` and its like, bound to the prefix `xml` everywhere.
pub const XML_NAMESPACE: &str = "http://www.w3.org/XML/1998/namespace";

/// The namespace of namespace declarations, to which no name of ours belongs.
pub(crate) const XMLNS_NAMESPACE: &str = "http://www.w3.org/2000/xmlns/";

/// A namespace and a local name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name<'n> {
    /// The namespace, compared letter for letter; empty if the name is in none.
    pub namespace: &'n str,
    /// The part after the colon.
    pub local: &'n str,
}

impl<'n> Name<'n> {
    /// A name in a namespace.
    pub const fn new(namespace: &'n str, local: &'n str) -> Self {
        Self { namespace, local }
    }

    /// A name in no namespace.
    pub const fn bare(local: &'n str) -> Self {
        Self {
            namespace: "",
            local,
        }
    }
}

/// James Clark's notation: the namespace in braces, then the local name.
impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.namespace.is_empty() {
            f.write_str(self.local)
        } else {
            write!(f, "{{{}}}{}", self.namespace, self.local)
        }
    }
}

impl fmt::Debug for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
