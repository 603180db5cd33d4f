//! Choices become envelopes, faults and requests. Nothing is judged here.
