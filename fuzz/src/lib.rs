//! What every fuzz target does: hold one law against one input, and fail where it breaks.

use std::sync::OnceLock;

use conformance::{Law, Outcome, Rules};

/// The environment variable that names the defect to let loose; without it the model is sound.
pub const DEFECT: &str = "PROOFMARK_DEFECT";

/// Holds the law of this name against the input.
///
/// # Panics
///
/// If the law breaks, which is how libFuzzer hears of it, or if no law has this name.
pub fn hold(name: &str, input: &[u8]) {
    static RULES: OnceLock<Rules> = OnceLock::new();
    let law = law(name);
    if let Outcome::Breaks(message) = (law.run)(input, RULES.get_or_init(rules)) {
        panic!("{}\n{message}\ninput: {}", law.sentence, (law.show)(input));
    }
}

/// Changes `data[..size]` in place to an input no longer than `max`; the same seed, the same change.
pub fn mutate(_name: &str, data: &mut [u8], size: usize, max: usize, _seed: u32) -> usize {
    libfuzzer_sys::fuzzer_mutate(data, size, max)
}

/// Writes an input made of two others.
pub fn cross(_name: &str, one: &[u8], other: &[u8], out: &mut [u8], seed: u32) -> usize {
    let head = &one[..(seed as usize).min(one.len())];
    let crossed: Vec<u8> = head.iter().chain(other).copied().take(out.len()).collect();
    out[..crossed.len()].copy_from_slice(&crossed);
    crossed.len()
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

fn rules() -> Rules {
    let Ok(name) = std::env::var(DEFECT) else {
        return Rules::sound(protocols::default_profile(""));
    };
    let defect = protocols::defects().find(|defect| defect.name == name);
    let defect = defect.expect("PROOFMARK_DEFECT names a defect that `proofmark list` shows");
    Rules::flawed(protocols::coverage::profile_for(defect.of), defect.flaw)
}
