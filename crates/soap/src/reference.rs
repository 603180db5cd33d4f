//! What a naive reader makes of envelopes.
