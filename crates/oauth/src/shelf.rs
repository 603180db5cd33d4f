//! A shelf: things under their names, the oldest of which go when there are too many.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;

/// Things under their names, and never more of them than a bound.
#[derive(Clone)]
pub(crate) struct Shelf<T> {
    things: BTreeMap<String, T>,
    /// The names in the order in which they came.
    order: VecDeque<String>,
    bound: usize,
}

/// Shows how many there are: the names are codes, tokens and cookies (OAUTH-039).
impl<T> fmt::Debug for Shelf<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({} of {} things)", self.things.len(), self.bound)
    }
}

impl<T> Shelf<T> {
    /// An empty shelf for so many things.
    pub(crate) const fn of(bound: usize) -> Self {
        Self {
            things: BTreeMap::new(),
            order: VecDeque::new(),
            bound,
        }
    }

    /// Puts a thing there, and takes the oldest away if there are too many.
    pub(crate) fn put(&mut self, name: String, thing: T) {
        if self.things.insert(name.clone(), thing).is_none() {
            self.order.push_back(name);
        }
        while self.things.len() > self.bound
            && let Some(oldest) = self.order.pop_front()
        {
            self.things.remove(&oldest);
        }
    }

    pub(crate) fn find(&self, name: &str) -> Option<&T> {
        self.things.get(name)
    }

    pub(crate) fn find_mut(&mut self, name: &str) -> Option<&mut T> {
        self.things.get_mut(name)
    }

    /// Takes a thing away.
    pub(crate) fn take(&mut self, name: &str) -> Option<T> {
        let thing = self.things.remove(name)?;
        // Few things are taken, and those soon after they came: they stand near the end.
        if let Some(place) = self.order.iter().rposition(|held| held == name) {
            self.order.remove(place);
        }
        Some(thing)
    }

    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.things.values_mut()
    }
}
