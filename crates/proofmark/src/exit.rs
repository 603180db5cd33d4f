//! The exit codes, in one place.

use std::process::ExitCode;

/// How a run of the program ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Everything conforms.
    Conforms,
    /// Something departs.
    Departs,
    /// The command line, or a file that it names, could not be used.
    Usage,
    /// The subject could not be reached, or is not what was announced.
    SetUp,
    /// Not one case could be played.
    NothingRan,
    /// Somebody interrupted it before all was played.
    Interrupted,
}

impl Exit {
    /// The number that the shell sees.
    pub const fn number(self) -> u8 {
        match self {
            Self::Conforms => 0,
            Self::Departs => 1,
            Self::Usage => 2,
            Self::SetUp => 3,
            Self::NothingRan => 4,
            Self::Interrupted => 130,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.number())
    }
}

/// The table that `--help` prints.
pub const TABLE: &str = "\
Exit codes:
    0  everything conforms
    1  something departs
    2  the command line, or a file that it names, could not be used
    3  the subject could not be reached, or is not what was announced
    4  nothing ran
  130  it was interrupted before all was played";
