//! Exploring a subject: written cases are changed by chance, a sound specimen says what they lead
//! to then, and a subject that does otherwise is shown the shortest conversation that tells.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use conformance::{Answer, AnyCase, Facts, Peer, Profile, Rules, Subject};
use mutators::Dice;
use serde_json::Value;
use specimens::Specimen;

use crate::play::{Check, play};
use crate::report::Word;
use crate::variation::{Stock, places, unescaped};

/// How often a difference is made smaller before it is shown.
const SHRINKS: usize = 400;
/// How many differences are shown.
const SHOWN: usize = 10;

/// How a subject is explored.
pub struct Exploration<'e> {
    /// How many conversations are tried.
    pub tries: u64,
    /// How long, at most.
    pub time: Option<Duration>,
    /// The same number, the same conversations.
    pub seed: u64,
    /// What cases must know of the subject.
    pub facts: &'e Facts,
    /// What it is held to.
    pub profile: Profile,
    /// Whether to stop, which is somebody else's to say.
    pub stop: &'e AtomicBool,
    /// Is told after each try.
    pub watch: &'e dyn Fn(&Explored),
}

/// What came of an exploration.
#[derive(Debug, Default)]
pub struct Explored {
    /// How many conversations were tried.
    pub tried: u64,
    /// With how many of them the subject was put to the test.
    pub judged: u64,
    /// Where it did otherwise.
    pub differences: Vec<Difference>,
}

/// A conversation in which the subject does otherwise.
#[derive(Debug)]
pub struct Difference {
    /// The check, of the shortest conversation that was found.
    pub check: Check,
    /// The case to paste.
    pub source: String,
    /// The number of the try.
    pub number: u64,
}

impl Exploration<'_> {
    /// Explores a subject, beginning with these cases, all of which it must pass.
    pub fn explore(&self, cases: &[&AnyCase], subject: &mut dyn Subject) -> Explored {
        let began = Instant::now();
        let stock = Stock::of(cases);
        let mut explored = Explored::default();
        let mut told: Vec<&str> = Vec::new();
        for number in 0..self.tries {
            let is_late = self.time.is_some_and(|time| began.elapsed() > time);
            if is_late || self.stop.load(Ordering::Relaxed) || explored.differences.len() >= SHOWN {
                break;
            }
            explored.tried += 1;
            // Seeds that lie beside each other have no conversation in common.
            let mut dice = Dice::from_number(self.seed.rotate_left(32).wrapping_add(number));
            // One difference a case: the next is most often the same.
            if let Some((base, steps)) = stock.vary(&mut dice)
                && !told.contains(&base.id.as_str())
                && let Some(case) = self.case(base, steps.clone())
            {
                explored.judged += 1;
                if self.departs(&case, subject).is_some() {
                    told.push(&base.id);
                    // Who departs from the written case by now is no longer as it was: it learnt
                    // something in between, as services do that remember.
                    if self.departs(base, subject).is_none() {
                        let difference = self.shrink(base, steps, subject, number);
                        explored.differences.extend(difference);
                    }
                }
            }
            (self.watch)(&explored);
        }
        explored
    }

    /// The base case with this conversation, and what a sound subject does in it. Nothing, if that
    /// hangs on chance.
    fn case(&self, base: &AnyCase, steps: Value) -> Option<AnyCase> {
        let sound = || Specimen::new(Rules::sound(self.profile));
        let (mut model, mut twin) = (sound(), sound().with_chance(2));
        let facts = specimens::facts();
        base.vary(steps, [&mut model, &mut twin], &facts, &self.profile)
    }

    fn departs(&self, case: &AnyCase, subject: &mut dyn Subject) -> Option<Check> {
        let check = play(case, subject, self.facts, &self.profile);
        (Word::of(&check) == Word::Departs).then_some(check)
    }

    /// The smallest conversation that still tells.
    fn shrink(
        &self,
        base: &AnyCase,
        steps: Value,
        subject: &mut dyn Subject,
        number: u64,
    ) -> Option<Difference> {
        let mut held = steps;
        let mut case = self.case(base, held.clone())?;
        // What does not happen again is not shown: nobody could look into it.
        let mut check = self.departs(&case, subject)?;
        let original = base.steps();
        let mut tries = 0;
        'smaller: loop {
            for smaller in smaller(&held, &original) {
                tries += 1;
                if tries > SHRINKS || self.stop.load(Ordering::Relaxed) {
                    break 'smaller;
                }
                let Some(other) = self.case(base, smaller.clone()) else {
                    continue;
                };
                if let Some(departs) = self.departs(&other, subject) {
                    (held, case, check) = (smaller, other, departs);
                    continue 'smaller;
                }
            }
            break;
        }
        Some(Difference {
            check,
            source: case.source,
            number,
        })
    }
}

/// One of our own that forgets everything when another case begins.
pub struct AnewEachTime {
    rules: Rules,
    specimen: Specimen,
}

impl AnewEachTime {
    /// Follows these rules.
    pub fn new(rules: Rules) -> Self {
        Self {
            rules,
            specimen: Specimen::new(rules),
        }
    }
}

impl Subject for AnewEachTime {
    fn perform(&mut self, operation: &str, arguments: &Value, peer: &mut Peer<'_>) -> Answer {
        self.specimen.perform(operation, arguments, peer)
    }

    fn begin(&mut self) {
        self.specimen = Specimen::new(self.rules);
    }
}

/// Conversations that are smaller than this one: without a part, with a shorter text, or with a
/// part as it was written.
fn smaller(held: &Value, original: &Value) -> Vec<Value> {
    let mut all = Vec::new();
    for path in places(held, &|_| true) {
        let Some(value) = held.pointer(&path) else {
            continue;
        };
        if let Some(was) = original.pointer(&path)
            && was != value
            && !value.is_array()
        {
            all.extend(with(held, &path, Some(was.clone())));
        }
        if let Some((parent, last)) = path.rsplit_once('/')
            && original.pointer(&path).is_none()
        {
            all.extend(without(held, parent, last));
        }
        if let Value::String(text) = value
            && original.pointer(&path) != Some(value)
        {
            all.extend(shorter(text).filter_map(|text| with(held, &path, Some(text.into()))));
        }
    }
    // Steps at the end, each of which may be one too many.
    if let Value::Array(steps) = held {
        let ends = (0..steps.len()).filter(|_| steps.len() > 1);
        all.extend(ends.filter_map(|place| without(held, "", &place.to_string())));
    }
    all
}

/// Texts with a half, a quarter or an eighth of it left out.
fn shorter(text: &str) -> impl Iterator<Item = String> + '_ {
    let pieces = [2usize, 4, 8, 16];
    pieces.into_iter().flat_map(move |count| {
        let size = text.len().div_ceil(count);
        let spans =
            (0..count).map(move |place| (place * size, ((place + 1) * size).min(text.len())));
        let is_span = |(from, to): &(usize, usize)| {
            from < to && text.is_char_boundary(*from) && text.is_char_boundary(*to)
        };
        let spans = spans.filter(is_span);
        spans.map(move |(from, to)| format!("{}{}", &text[..from], &text[to..]))
    })
}

fn with(held: &Value, path: &str, value: Option<Value>) -> Option<Value> {
    let mut other = held.clone();
    *other.pointer_mut(path)? = value?;
    Some(other)
}

fn without(held: &Value, parent: &str, last: &str) -> Option<Value> {
    let mut other = held.clone();
    match other.pointer_mut(parent)? {
        Value::Object(members) => {
            members.remove(&unescaped(last))?;
        }
        Value::Array(items) => {
            let place: usize = last.parse().ok()?;
            (place < items.len()).then(|| items.remove(place))?;
        }
        _ => return None,
    }
    Some(other)
}
