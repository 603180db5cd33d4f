//! A moment as a token states it: seconds since the beginning of 1970, however they are spelled.

use json::Number;

/// A NumericDate. It saturates, and never loses whether there was a fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date {
    floor: i64,
    ceiling: i64,
    /// The millisecond at or after it.
    ceiling_ms: i64,
}

impl Date {
    /// The moment this many seconds after the beginning of 1970.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self {
            floor: seconds,
            ceiling: seconds,
            ceiling_ms: seconds.saturating_mul(1000),
        }
    }

    /// The whole second at or before it.
    pub const fn floor(self) -> i64 {
        self.floor
    }

    /// The whole second at or after it.
    pub const fn ceiling(self) -> i64 {
        self.ceiling
    }

    /// The millisecond at or after it: no clock that counts milliseconds is nearer.
    pub const fn ceiling_ms(self) -> i64 {
        self.ceiling_ms
    }

    /// Reads a JSON number exactly: no floating point is involved.
    pub fn from_number(number: Number<'_>) -> Self {
        match number.text().parse() {
            Ok(seconds) => Self::from_seconds(seconds),
            Err(_) => Self::from_long_spelling(number.text()),
        }
    }

    /// Reads a string of decimal digits.
    pub fn from_digits(text: &str) -> Option<Self> {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| Self::from_seconds(text.parse().unwrap_or(i64::MAX)))
    }

    #[cold]
    fn from_long_spelling(text: &str) -> Self {
        let (floor, ceiling) = around(text, 0);
        let (_, ceiling_ms) = around(text, 3);
        Self {
            floor,
            ceiling,
            ceiling_ms,
        }
    }
}

/// The whole numbers around a decimal number whose point is moved to the right.
fn around(text: &str, moved: i64) -> (i64, i64) {
    let (negative, text) = match text.strip_prefix('-') {
        Some(text) => (true, text),
        None => (false, text),
    };
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = || whole.bytes().chain(fraction.bytes());
    let leading_zeros = digits().take_while(|digit| *digit == b'0').count();
    if leading_zeros == whole.len() + fraction.len() {
        return (0, 0);
    }
    // How many digits stand before the decimal point once the exponent is applied.
    let exponent = exponent.parse::<i64>().unwrap_or_else(|_| {
        let small = exponent.starts_with('-');
        if small { i64::MIN / 2 } else { i64::MAX / 2 }
    });
    let before_point = exponent
        .saturating_add(moved)
        .saturating_add(whole.len() as i64);
    let significant = before_point.saturating_sub(leading_zeros as i64);
    let magnitude = match significant {
        ..=0 => 0,
        1..=19 => digits()
            .chain(std::iter::repeat(b'0'))
            .skip(leading_zeros)
            .take(significant as usize)
            .fold(0_u64, |sum, digit| sum * 10 + u64::from(digit - b'0')),
        _ => u64::MAX,
    };
    let dropped = usize::try_from(before_point.max(0)).unwrap_or(usize::MAX);
    let fraction = i64::from(digits().skip(dropped).any(|digit| digit != b'0'));
    let magnitude = i64::try_from(magnitude).unwrap_or(i64::MAX);
    let beyond = magnitude.saturating_add(fraction);
    if negative {
        (-beyond, -magnitude)
    } else {
        (magnitude, beyond)
    }
}
