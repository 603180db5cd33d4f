//! Who gets how much time.

/// Where a target stands when a round begins.
pub(crate) struct Standing {
    pub(crate) is_core: bool,
    /// It has broken down, or has found enough.
    pub(crate) is_over: bool,
    /// How many of its slices reached nothing new.
    pub(crate) stalls: u32,
}

/// A slice below this many seconds is hardly worth the start of a process.
const SHORT_S: f64 = 4.0;
/// The most rounds of a run.
const ROUNDS: u32 = 8;

/// How many rounds to share so much time out in: the more, the sooner stalled targets get less.
pub(crate) fn rounds(seconds: f64, targets: usize) -> u32 {
    let most = seconds / (SHORT_S * 5.0 * targets.max(1) as f64);
    (most as u32).clamp(1, ROUNDS)
}

/// The seconds that each target gets of so many: four fifths go to the core, and whoever stalled
/// gets half as much for each time, down to an eighth.
pub(crate) fn shares(seconds: f64, standings: &[Standing]) -> Vec<u32> {
    let weight = |standing: &Standing| match standing.is_over {
        true => 0.0,
        false => 0.5_f64.powi(standing.stalls.min(3).cast_signed()),
    };
    let total = |is_core: bool| -> f64 {
        let group = standings.iter().filter(|held| held.is_core == is_core);
        group.map(weight).sum()
    };
    let (core, rest) = (total(true), total(false));
    let core_part = match (core > 0.0, rest > 0.0) {
        (true, true) => 0.8,
        (true, false) => 1.0,
        (false, _) => 0.0,
    };
    let share = |standing: &Standing| {
        let (part, group) = match standing.is_core {
            true => (core_part, core),
            false => (1.0 - core_part, rest),
        };
        match weight(standing) > 0.0 {
            true => (seconds * part * weight(standing) / group).round().max(1.0) as u32,
            false => 0,
        }
    };
    standings.iter().map(share).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(is_core: bool, stalls: u32) -> Standing {
        Standing {
            is_core,
            is_over: false,
            stalls,
        }
    }

    #[test]
    fn four_fifths_go_to_the_core() {
        let standings = [standing(true, 0), standing(false, 0), standing(false, 0)];
        assert_eq!(shares(100.0, &standings), [80, 10, 10]);
    }

    #[test]
    fn who_is_alone_gets_everything() {
        assert_eq!(shares(100.0, &[standing(true, 2)]), [100]);
        assert_eq!(shares(100.0, &[standing(false, 0)]), [100]);
    }

    #[test]
    fn who_stalls_gets_less_and_who_is_over_nothing() {
        let over = Standing {
            is_core: true,
            is_over: true,
            stalls: 0,
        };
        let standings = [standing(true, 0), standing(true, 1), over];
        assert_eq!(shares(90.0, &standings), [60, 30, 0]);
    }

    #[test]
    fn rounds_are_worth_their_starts() {
        assert_eq!(rounds(600.0, 60), 1);
        assert_eq!(rounds(7200.0, 60), 6);
        assert_eq!(rounds(1e9, 1), 8);
    }
}
