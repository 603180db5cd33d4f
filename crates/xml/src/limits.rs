//! How much a reader bears. Each limit is looked at before what it limits is paid for.

use conformance::{Id, Refusal, Rules};

/// How much a reader bears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The length of the whole text, in bytes as they came.
    pub size_bytes: usize,
    /// Elements around an element, itself included.
    pub depth: usize,
    /// Attributes of one element, namespace declarations included.
    pub attributes: usize,
    /// Attributes of the whole document, namespace declarations included.
    pub attributes_in_all: usize,
    /// Namespace declarations in scope at once.
    pub bindings: usize,
    /// The length of one text or one attribute value as it is written, in bytes of UTF-8.
    pub text_bytes: usize,
}

impl Limits {
    /// What a message may ask of its receiver. The size is the limit of Exchange (documented: 400
    /// KB); an envelope of ours is 7 deep and has 3 namespaces in scope.
    pub const MESSAGE: Self = Self {
        size_bytes: 400 * 1024,
        depth: 64,
        attributes: 32,
        attributes_in_all: 4 * 1024,
        bindings: 64,
        text_bytes: 256 * 1024,
    };

    /// What a file may ask of somebody who looks at it: far more than any message, and still
    /// nothing that could be felt.
    pub const FILE: Self = Self {
        size_bytes: 16 * 1024 * 1024,
        depth: 4 * 1024,
        attributes: 1024,
        attributes_in_all: 1024 * 1024,
        bindings: 256,
        text_bytes: 16 * 1024 * 1024,
    };
}

impl Default for Limits {
    fn default() -> Self {
        Self::MESSAGE
    }
}

/// Refuses under every profile. What a profile does not call for is not expected of a subject, but
/// what protects a reader or writer of ours is in force whichever source it follows.
#[cold]
pub(crate) fn insist(
    rules: &Rules,
    id: Id,
    offset: usize,
    message: &'static str,
) -> Result<(), Refusal> {
    if rules.lacks(id) {
        return Ok(());
    }
    Err(Refusal::new(id, offset, message))
}
