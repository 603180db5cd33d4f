//! What proofmark puts on the wire and on the screen, as reviewed files.
