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
    static LAW: OnceLock<(&'static Law, Rules)> = OnceLock::new();
    let (law, rules) = LAW.get_or_init(|| {
        let law = protocols::laws().chain([protocols::laws::canary()]);
        let law = law.into_iter().find(|law| law.name == name);
        (law.expect("a target is named after its law"), rules())
    });
    if let Outcome::Breaks(message) = (law.run)(input, rules) {
        panic!("{}\n{message}\ninput: {}", law.sentence, (law.show)(input));
    }
}

fn rules() -> Rules {
    let Ok(name) = std::env::var(DEFECT) else {
        return Rules::sound(protocols::default_profile(""));
    };
    let defect = protocols::defects().find(|defect| defect.name == name);
    let defect = defect.expect("PROOFMARK_DEFECT names a defect that `proofmark list` shows");
    Rules::flawed(protocols::coverage::profile_for(defect.of), defect.flaw)
}
