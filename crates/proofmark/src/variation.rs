//! A variation is the conversation of a written case after a few changes by chance. Most of them
//! put somewhere what another conversation has in such a place, or what a generator makes of the
//! kind: what comes out is still a conversation, and no longer one that somebody wrote.

use std::collections::BTreeMap;

use conformance::{AnyCase, Input, Law};
use mutators::{Dice, Grammar};
use serde_json::Value;

/// So many inputs of each law are looked at to learn what it makes.
const SAMPLES: u64 = 24;

/// What some notation reads as something else than itself.
const MARKS: [&str; 20] = [
    "%41", "%2B", "%25", "%zz", "+", "&amp;", "&lt;", "&#65;", "]]>", "<!-- -->", "\r", "\n", "\t",
    "\"", "'", "\\u0041", "\0", "/", "é", "\u{202e}",
];

/// The conversations to begin with, and what can be put into them.
pub(crate) struct Stock<'c> {
    cases: Vec<(&'c AnyCase, Value)>,
    shelves: BTreeMap<String, Shelf>,
}

/// What there is for the cases of one protocol.
#[derive(Default)]
struct Shelf {
    steps: Vec<Value>,
    /// What stands within steps, by its place there.
    parts: BTreeMap<String, Vec<Value>>,
    /// The laws whose inputs are texts, by what these look like.
    makers: Vec<(Grammar, &'static Law)>,
}

impl<'c> Stock<'c> {
    /// The stock that these cases make.
    pub(crate) fn of(cases: &[&'c AnyCase]) -> Self {
        let mut stock = Self {
            cases: cases.iter().map(|case| (*case, case.steps())).collect(),
            shelves: BTreeMap::new(),
        };
        for (case, steps) in &stock.cases {
            let name = protocol(case);
            let shelf = stock.shelves.entry(name.to_owned());
            let shelf = shelf.or_insert_with(|| Shelf::of(name));
            for step in steps.as_array().into_iter().flatten() {
                shelf.add(step);
            }
        }
        stock
    }

    /// A case, and its conversation after some change.
    pub(crate) fn vary(&self, dice: &mut Dice) -> Option<(&'c AnyCase, Value)> {
        let (case, original) = dice.choose(&self.cases)?;
        let shelf = self.shelves.get(protocol(case))?;
        let mut steps = original.clone();
        for _ in 0..=dice.below(4).min(dice.below(4)) {
            steps = shelf.change(&steps, dice).unwrap_or(steps);
        }
        (steps != *original).then_some((*case, steps))
    }
}

fn protocol(case: &AnyCase) -> &str {
    case.id.split('/').next().unwrap_or_default()
}

impl Shelf {
    /// What the generators of a protocol, and of those that it is built on, have to offer.
    fn of(protocol: &str) -> Self {
        let mut shelf = Self::default();
        let Some(own) = protocols::PROTOCOLS
            .iter()
            .find(|held| held.name == protocol)
        else {
            return shelf;
        };
        let is_ours =
            |held: &&protocols::Entry| held.name == own.name || own.built_on.contains(&held.name);
        for law in protocols::PROTOCOLS
            .iter()
            .filter(is_ours)
            .flat_map(|held| held.laws)
        {
            let inputs = (0..SAMPLES).filter_map(|number| protocols::laws::input(law, number));
            for input in inputs {
                let grammar = Grammar::of(&input);
                let steps = std::str::from_utf8(&input).ok().and_then(written_steps);
                if let Some(steps) = steps {
                    shelf.steps.extend(steps);
                } else if law.input == Input::Text && !shelf.makes(grammar, law) {
                    shelf.makers.push((grammar, law));
                }
            }
        }
        shelf
    }

    fn makes(&self, grammar: Grammar, law: &Law) -> bool {
        let is_it = |(held, maker): &(Grammar, &Law)| *held == grammar && maker.name == law.name;
        self.makers.iter().any(is_it)
    }

    fn add(&mut self, step: &Value) {
        self.steps.push(step.clone());
        for place in places(step, &|_| true) {
            let (Some(value), false) = (step.pointer(&place), place.is_empty()) else {
                continue;
            };
            let held = self.parts.entry(place).or_default();
            if !held.contains(value) {
                held.push(value.clone());
            }
        }
    }

    /// The conversation after one change.
    fn change(&self, steps: &Value, dice: &mut Dice) -> Option<Value> {
        match dice.below(12) {
            0 => {
                let text = mutators::json::change(&steps.to_string(), dice)?;
                serde_json::from_str(&text).ok()
            }
            1 | 2 => self.other_steps(steps, dice),
            3..=5 => self.graft(steps, dice),
            _ => self.other_value(steps, dice),
        }
    }

    /// The conversation with a step more or less, or in another order.
    fn other_steps(&self, steps: &Value, dice: &mut Dice) -> Option<Value> {
        let mut steps = steps.as_array()?.clone();
        let place = dice.below(steps.len().max(1));
        match dice.below(4) {
            0 if steps.len() > 1 => drop(steps.remove(place)),
            1 => steps.insert(place, steps.get(place)?.clone()),
            2 if steps.len() > 1 => {
                let other = dice.below(steps.len());
                steps.swap(place, other);
            }
            _ => {
                let place = dice.below(steps.len() + 1);
                steps.insert(place, dice.choose(&self.steps)?.clone());
            }
        }
        Some(Value::Array(steps))
    }

    /// The conversation with what another one has in such a place.
    fn graft(&self, steps: &Value, dice: &mut Dice) -> Option<Value> {
        let mut steps = steps.clone();
        let at = dice.below(steps.as_array()?.len().max(1));
        let step = steps.get_mut(at)?;
        let parent_is_there = |place: &&String| {
            let parent = place.rsplit_once('/').map_or("", |(parent, _)| parent);
            step.pointer(parent).is_some()
        };
        let places: Vec<&String> = self.parts.keys().filter(parent_is_there).collect();
        let place = *dice.choose(&places)?;
        let value = dice.choose(self.parts.get(place)?)?.clone();
        let (parent, last) = place.rsplit_once('/')?;
        match step.pointer_mut(parent)? {
            Value::Object(members) => drop(members.insert(unescaped(last), value)),
            Value::Array(items) => match items.get_mut(last.parse::<usize>().ok()?) {
                Some(item) => *item = value,
                None => items.push(value),
            },
            _ => return None,
        }
        Some(steps)
    }

    /// The conversation with another text, number or answer to a question of yes or no.
    fn other_value(&self, steps: &Value, dice: &mut Dice) -> Option<Value> {
        let is_leaf = |value: &Value| value.is_string() || value.is_i64() || value.is_boolean();
        let place = dice.choose(&places(steps, &is_leaf))?.clone();
        let mut steps = steps.clone();
        let leaf = steps.pointer_mut(&place)?;
        *leaf = match &*leaf {
            Value::String(text) => Value::String(self.other_text(text, dice)?),
            Value::Bool(yes) => Value::Bool(!yes),
            number => {
                let step = *dice.choose(&[1, -1, 60, -60, 600, -600, 3600, -3600, 86_400])?;
                Value::from(number.as_i64()?.checked_add(step)?)
            }
        };
        Some(steps)
    }

    /// A text of the same kind: changed by its grammar, found elsewhere, or made by a generator.
    fn other_text(&self, text: &str, dice: &mut Dice) -> Option<String> {
        let bytes = match dice.below(8) {
            7 => return marked(text, dice),
            0 => return self.text_of_another(dice),
            1 => mutators::cross(
                text.as_bytes(),
                self.text_of_another(dice)?.as_bytes(),
                dice,
            )?,
            2 | 3 => self.generated(Grammar::of(text.as_bytes()), dice)?,
            _ => mutators::mutate(text.as_bytes(), dice)?,
        };
        String::from_utf8(bytes).ok()
    }

    fn text_of_another(&self, dice: &mut Dice) -> Option<String> {
        let other = dice.choose(&self.steps)?;
        let place = dice.choose(&places(other, &Value::is_string))?.clone();
        Some(other.pointer(&place)?.as_str()?.to_owned())
    }

    fn generated(&self, grammar: Grammar, dice: &mut Dice) -> Option<Vec<u8>> {
        let makers: Vec<&Law> = self
            .makers
            .iter()
            .filter_map(|(held, law)| (*held == grammar).then_some(*law))
            .collect();
        let law = *dice.choose(&makers)?;
        let input = protocols::laws::input(law, dice.below(1 << 32) as u64)?;
        (Grammar::of(&input) == grammar).then_some(input)
    }
}

/// The text with a mark in it.
fn marked(text: &str, dice: &mut Dice) -> Option<String> {
    let mark = dice.choose(&MARKS)?;
    let mut place = dice.below(text.len() + 1);
    while !text.is_char_boundary(place) {
        place -= 1;
    }
    Some(format!("{}{mark}{}", &text[..place], &text[place..]))
}

/// The steps that stand in a text as they stand in a case.
fn written_steps(text: &str) -> Option<Vec<Value>> {
    let script: Value = toml::from_str(text).ok()?;
    script.get("steps")?.as_array().cloned()
}

/// Every place in a value at which such a value stands.
pub(crate) fn places(value: &Value, is_such: &dyn Fn(&Value) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![(String::new(), value)];
    while let Some((place, value)) = open.pop() {
        if is_such(value) {
            found.push(place.clone());
        }
        match value {
            Value::Object(members) => open.extend(members.iter().map(|(name, value)| {
                let name = name.replace('~', "~0").replace('/', "~1");
                (format!("{place}/{name}"), value)
            })),
            Value::Array(items) => {
                let items = items.iter().enumerate();
                open.extend(items.map(|(at, value)| (format!("{place}/{at}"), value)));
            }
            _ => {}
        }
    }
    found
}

/// A name as it stood before it became part of a place.
pub(crate) fn unescaped(name: &str) -> String {
    name.replace("~1", "/").replace("~0", "~")
}
