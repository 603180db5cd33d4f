//! What a reader bears (OAUTH-038). Checked before the cost is incurred.

/// The longest form, in a query, a fragment or a body. An assertion is the longest thing in one.
pub(crate) const FORM_BYTES: usize = 128 * 1024;
/// The longest authorization request. It is remembered while the user signs in.
pub(crate) const AUTHORIZE_BYTES: usize = 16 * 1024;
/// The most fields of a form.
pub(crate) const FORM_FIELDS: usize = 128;
/// The longest document: an answer, metadata, a key set.
pub(crate) const DOCUMENT_BYTES: usize = 1024 * 1024;
/// The deepest nesting of arrays and objects in a document.
pub(crate) const DOCUMENT_DEPTH: u32 = 32;
/// The most values of a document, names counted like values.
pub(crate) const DOCUMENT_VALUES: u32 = 16 * 1024;
/// The longest header lines that are read together as challenges.
pub(crate) const CHALLENGE_BYTES: usize = 64 * 1024;
/// The most challenges of one answer, and the most parameters of one challenge.
pub(crate) const CHALLENGES: usize = 32;
