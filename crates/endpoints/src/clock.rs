//! The time in a world: the machine's, moved by so much, or standing still.

use std::time::{SystemTime, UNIX_EPOCH};

use conformance::Now;

/// A clock that can be set, advanced, stopped and let run.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clock {
    ahead_ms: i64,
    stopped: Option<Now>,
}

/// The time of the machine.
fn machine() -> Now {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let ms = since.unwrap_or_default().as_millis();
    Now::from_ms(i64::try_from(ms).unwrap_or(i64::MAX))
}

impl Clock {
    /// A clock that stands still at this moment.
    pub const fn stopped_at(now: Now) -> Self {
        Self {
            ahead_ms: 0,
            stopped: Some(now),
        }
    }

    /// What it shows.
    pub fn now(&self) -> Now {
        self.stopped
            .unwrap_or_else(|| machine().plus_ms(self.ahead_ms))
    }

    /// Sets it to this moment; it goes on or stands still as before.
    pub fn set(&mut self, now: Now) {
        match &mut self.stopped {
            Some(stopped) => *stopped = now,
            None => self.ahead_ms = now.ms().saturating_sub(machine().ms()),
        }
    }

    /// Moves it, backwards if negative.
    pub fn advance_ms(&mut self, ms: i64) {
        self.set(self.now().plus_ms(ms));
    }

    /// Stops it.
    pub fn stop(&mut self) {
        self.stopped = Some(self.now());
    }

    /// Lets it run from what it shows.
    pub fn run(&mut self) {
        let now = self.now();
        self.stopped = None;
        self.set(now);
    }

    /// Whether it stands still.
    pub const fn is_stopped(&self) -> bool {
        self.stopped.is_some()
    }
}
