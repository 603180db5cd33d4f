//! A number as it was spelled: nothing is rounded until somebody asks for it.

/// A number as it was spelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number<'a>(pub(crate) &'a str);

impl<'a> Number<'a> {
    /// The spelling.
    pub const fn text(self) -> &'a str {
        self.0
    }

    /// The value, if it was spelled without fraction and exponent and fits.
    pub fn as_i64(self) -> Option<i64> {
        self.0.parse().ok()
    }

    /// The nearest floating-point value; infinite beyond the range.
    pub fn as_f64(self) -> f64 {
        self.0
            .parse()
            .expect("JSON numbers are a subset of what `f64` reads")
    }

    /// The largest whole number that is not above it; the ends of the range beyond it.
    pub fn floor(self) -> i64 {
        // A spelling of whole digits that does not fit `i64` is beyond its range; `as` saturates.
        self.as_i64()
            .unwrap_or_else(|| self.as_f64().floor() as i64)
    }
}
