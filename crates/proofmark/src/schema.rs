//! The schemas of what the program reads and writes, for programs that do the same.

use clap::ValueEnum;

/// What there is a schema of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// A report as one JSON object: `--format json`
    Report,
    /// A line of a report as events: `--format jsonl`
    Events,
    /// A line that an adapter reads or writes
    Contract,
    /// A file of known departures, once its TOML is read
    Known,
    /// What `proofmark vectors` prints
    Vectors,
}

impl Kind {
    /// The JSON Schema of it.
    pub const fn schema(self) -> &'static str {
        match self {
            Self::Report => include_str!("../schemas/report.json"),
            Self::Events => include_str!("../schemas/events.json"),
            Self::Contract => include_str!("../schemas/contract.json"),
            Self::Known => include_str!("../schemas/known.json"),
            Self::Vectors => include_str!("../schemas/vectors.json"),
        }
    }
}

#[cfg(test)]
mod tests;
