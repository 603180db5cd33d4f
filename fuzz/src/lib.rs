//! What every fuzz target does: hold one law against one input, fail where it breaks, and come up
//! with the next input.

use std::sync::OnceLock;

mod hunt;

pub use hunt::DEFECTS;

use conformance::arbitrary::Unstructured;
use conformance::{Law, Outcome, Rules};
use mutators::Dice;

/// The environment variable that names the defect to let loose; without it the model is sound.
pub const DEFECT: &str = "PROOFMARK_DEFECT";

/// The environment variable that leaves mutation to libFuzzer if it says `bytes`.
pub const MUTATORS: &str = "PROOFMARK_MUTATORS";

/// Holds the law of this name against the input, under the profile that the input's length chooses.
///
/// # Panics
///
/// If the law breaks, which is how libFuzzer hears of it, or if no law has this name.
pub fn hold(name: &str, input: &[u8]) {
    static RULES: OnceLock<Vec<Rules>> = OnceLock::new();
    let (law, rules) = (law(name), RULES.get_or_init(rules));
    if hunt::is_on(law, input) {
        return;
    }
    let rules = &rules[input.len() % rules.len()];
    if let Outcome::Breaks(message) = (law.run)(input, rules) {
        let (sentence, profile, shown) = (law.sentence, rules.profile, (law.show)(input));
        panic!("{sentence}\n{message}\nprofile: {profile}\ninput: {shown}");
    }
}

/// Changes `data[..size]` in place to an input no longer than `max`; the same seed, the same change.
///
/// Most changes follow the grammar of the input. Some inputs are generated anew, which crosses what
/// no change of an old one would; and some are left to libFuzzer, which knows the dictionary and
/// what the program compared.
pub fn mutate(name: &str, data: &mut [u8], size: usize, max: usize, seed: u32) -> usize {
    let mut dice = Dice::from_number(seed.into());
    let new = match dice.below(8) {
        _ if !knows_grammar() => None,
        0 | 1 => None,
        2 => generate(name, &mut dice),
        _ => mutators::mutate(&data[..size], &mut dice),
    };
    match new {
        Some(new) if new.len() <= max => {
            data[..new.len()].copy_from_slice(&new);
            new.len()
        }
        _ => libfuzzer_sys::fuzzer_mutate(data, size, max),
    }
}

/// Writes an input made of two others.
pub fn cross(_name: &str, one: &[u8], other: &[u8], out: &mut [u8], seed: u32) -> usize {
    let mut dice = Dice::from_number(seed.into());
    let crossed = match knows_grammar() {
        true => mutators::cross(one, other, &mut dice),
        false => None,
    };
    let crossed = crossed.unwrap_or_else(|| {
        let (head, tail) = (dice.below(one.len() + 1), dice.below(other.len() + 1));
        [&one[..head], &other[tail..]].concat()
    });
    let length = crossed.len().min(out.len());
    out[..length].copy_from_slice(&crossed[..length]);
    length
}

/// An input as the law's generator makes it; or, now and then, what a case says.
fn generate(name: &str, dice: &mut Dice) -> Option<Vec<u8>> {
    static SAID: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    if dice.one_in(4) {
        let said = SAID.get_or_init(|| {
            let cases = protocols::cases().expect("the corpus is read by every test");
            protocols::laws::inputs_of_cases(law(name), &cases)
        });
        return dice.choose(said).cloned();
    }
    let most = 32 << dice.below(6);
    let count = 8 + dice.below(most);
    let choices = dice.bytes(count);
    (law(name).generate)(&mut Unstructured::new(&choices)).ok()
}

fn knows_grammar() -> bool {
    static KNOWS: OnceLock<bool> = OnceLock::new();
    *KNOWS.get_or_init(|| std::env::var(MUTATORS).as_deref() != Ok("bytes"))
}

/// The one law that this process is about.
fn law(name: &str) -> &'static Law {
    static LAW: OnceLock<&'static Law> = OnceLock::new();
    LAW.get_or_init(|| {
        let mut laws = protocols::laws().chain([protocols::laws::canary()]);
        laws.find(|law| law.name == name)
            .expect("a target is named after its law")
    })
}

fn rules() -> Vec<Rules> {
    let Ok(name) = std::env::var(DEFECT) else {
        let profiles = protocols::every_profile().into_iter();
        return profiles.map(Rules::sound).collect();
    };
    vec![flawed(&name)]
}

/// The rules of a model with this defect.
fn flawed(name: &str) -> Rules {
    let defect = protocols::defects().find(|defect| defect.name == name);
    let defect = defect.expect("the name of a defect is one that `proofmark list` shows");
    Rules::flawed(protocols::coverage::profile_for(defect.of), defect.flaw)
}
