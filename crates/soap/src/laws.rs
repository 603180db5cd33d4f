//! What holds of envelopes, faults and requests, whatever the input.
conformance::laws! {}
