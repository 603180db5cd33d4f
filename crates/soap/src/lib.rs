//! SOAP 1.1 envelopes and their HTTP binding as executable specification.
