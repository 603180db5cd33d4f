//! Laws.
conformance::laws! {}
