//! A law is a sentence that holds for every input. One definition drives property tests, fuzz
//! targets and the replay of seeds.

use arbitrary::Unstructured;

use crate::{Id, Rules};

/// A sentence that holds for every input, and how to try it.
#[derive(Clone, Copy, Debug)]
pub struct Law {
    /// Its name, a sentence in the present like `printing_and_parsing_agree`.
    pub name: &'static str,
    /// The sentence as people read it.
    pub sentence: &'static str,
    /// What its input is.
    pub input: Input,
    /// Makes an input from choices; judges nothing.
    pub generate: fn(&mut Unstructured<'_>) -> arbitrary::Result<Vec<u8>>,
    /// Tries one input against a model that follows these rules; makes nothing.
    pub run: fn(&[u8], &Rules) -> Outcome,
    /// The input as people read it.
    pub show: fn(&[u8]) -> String,
    /// The requirements whose defects it sees.
    pub checks: &'static [Id],
}

/// What a law is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// The bytes are the wire text itself.
    Text,
    /// The bytes are choices from which a script of operations is made.
    Script,
}

/// What trying a law on one input led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The law held.
    Holds,
    /// The law says nothing about this input.
    Irrelevant,
    /// The law did not hold; the text says what was expected and what was seen.
    Breaks(String),
}

impl Outcome {
    /// Holds if the two are equal, and says which was which otherwise.
    pub fn same<T: PartialEq + std::fmt::Debug>(what: &str, expected: &T, seen: &T) -> Self {
        if expected == seen {
            return Self::Holds;
        }
        Self::Breaks(format!("{what}: expected {expected:?}, saw {seen:?}"))
    }
}

/// The table of a protocol's laws: name, kind of input, generator, law and the ids it checks.
///
/// ```
/// # use conformance::{Outcome, Rules, arbitrary};
/// fn any(u: &mut arbitrary::Unstructured<'_>) -> arbitrary::Result<Vec<u8>> {
///     Ok(u.bytes(u.len())?.to_vec())
/// }
/// fn is_itself(input: &[u8], _: &Rules) -> Outcome {
///     Outcome::same("the input", &input, &input)
/// }
/// conformance::laws! {
///     /// A text is itself.
///     text_is_itself: text any => is_itself, checks();
/// }
/// assert_eq!(LAWS[0].sentence, "A text is itself.");
/// ```
#[macro_export]
macro_rules! laws {
    ($(
        $(#[doc = $sentence:literal])+
        $name:ident: $input:ident $generate:path => $run:path, checks($($id:ident),* $(,)?);
    )*) => {
        /// The laws of this protocol.
        pub static LAWS: &[$crate::Law] = &[$(
            $crate::Law {
                name: stringify!($name),
                sentence: $crate::laws!(@sentence $($sentence)+),
                input: $crate::laws!(@input $input),
                generate: $generate,
                run: $run,
                show: $crate::laws!(@show $input $generate),
                checks: &[$($id),*],
            },
        )*];
    };
    (@sentence $only:literal) => { $only.trim_ascii() };
    (@sentence $first:literal $($rest:literal)+) => { concat!($first $(, $rest)+).trim_ascii() };
    (@input text) => { $crate::Input::Text };
    (@input script) => { $crate::Input::Script };
    (@show text $generate:path) => { |bytes| bytes.escape_ascii().to_string() };
    (@show script $generate:path) => {
        |bytes| {
            let shown = $generate(&mut $crate::arbitrary::Unstructured::new(bytes));
            shown.map_or_else(|error| error.to_string(), |text| String::from_utf8_lossy(&text).into_owned())
        }
    };
}
