//! Dice choose. They are thrown from a number, so every choice can be had again.

use conformance::Chance;

/// A source of choices.
#[derive(Clone, Debug)]
pub struct Dice(Chance);

impl Dice {
    /// The dice that fall as this number says.
    pub const fn from_number(number: u64) -> Self {
        Self(Chance::from_number(number))
    }

    /// A number below this one, which is not zero.
    pub const fn below(&mut self, end: usize) -> usize {
        (self.0.next_u64() % end as u64) as usize
    }

    /// Whether something happens that happens once in so many times.
    pub const fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of these, if there are any.
    pub fn choose<'t, T>(&mut self, things: &'t [T]) -> Option<&'t T> {
        if things.is_empty() {
            return None;
        }
        things.get(self.below(things.len()))
    }

    /// A place between two characters of a text, its ends included.
    pub(crate) fn place(&mut self, text: &str) -> usize {
        let mut place = self.below(text.len() + 1);
        while !text.is_char_boundary(place) {
            place -= 1;
        }
        place
    }

    /// So many bytes.
    pub fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.0.next_u64() as u8).collect()
    }
}
