//! The register of proofmark: every protocol, its requirements, laws, cases and defects.
