//! Strict namespace-aware XML over quick-xml, and a writer that cannot emit an ill-formed document.
