//! Looking for many defects at once: each input is held against the sound model, and against every
//! defective one that is not found yet and would do otherwise.
#![expect(
    clippy::print_stderr,
    reason = "a target tells whoever started it what it found, where libFuzzer tells its own"
)]

use std::panic;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use conformance::{Asked, Law, Outcome, Profile, Rules};

/// The environment variable that names the defects to look for, with commas between them.
///
/// A defect that is found is a line on the error stream: `found NAME after N`, the count being of
/// inputs. The process fails once all are found; and when a defective model panics, which is to be
/// found, too, whatever the others would have come to.
pub const DEFECTS: &str = "PROOFMARK_DEFECTS";

/// What the sound model is asked.
static ASKED: Asked = Asked::new();
/// What to say should the model panic that is being tried.
static CURRENT: Mutex<String> = Mutex::new(String::new());

struct Hunt {
    inputs: AtomicU64,
    left: Mutex<Vec<Defect>>,
}

struct Defect {
    name: String,
    rules: Rules,
}

/// Whether this process hunts; then the input was tried on whatever is still to be found.
pub(crate) fn is_on(law: &Law, input: &[u8]) -> bool {
    static HUNT: OnceLock<Option<Hunt>> = OnceLock::new();
    let hunt = HUNT.get_or_init(Hunt::from_environment).as_ref();
    if let Some(hunt) = hunt {
        hunt.tries(law, input);
    }
    hunt.is_some()
}

fn say_in_panic(line: &str) {
    let mut current = CURRENT.lock().unwrap_or_else(PoisonError::into_inner);
    line.clone_into(&mut current);
}

impl Hunt {
    fn from_environment() -> Option<Self> {
        let names = std::env::var(DEFECTS).ok()?;
        let defect = |name: &str| Defect {
            name: name.to_owned(),
            rules: super::flawed(name),
        };
        // libFuzzer's own hook, which ends the process.
        let hook = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            eprintln!("{}", CURRENT.lock().unwrap_or_else(PoisonError::into_inner));
            hook(info);
        }));
        Some(Self {
            inputs: AtomicU64::new(0),
            left: Mutex::new(names.split(',').map(defect).collect()),
        })
    }

    fn tries(&self, law: &Law, input: &[u8]) {
        let count = self.inputs.fetch_add(1, Ordering::Relaxed) + 1;
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let mut profiles: Vec<Profile> = Vec::new();
        for defect in &*left {
            if !profiles.contains(&defect.rules.profile) {
                profiles.push(defect.rules.profile);
            }
        }
        for profile in profiles {
            ASKED.take();
            let sound = Rules::sound(profile).watched(&ASKED);
            if let Outcome::Breaks(message) = (law.run)(input, &sound) {
                panic!("the sound model breaks the law: {message}");
            }
            left.retain(|defect| {
                let is_other = defect.rules.profile != profile;
                let cannot_tell = || {
                    !defect
                        .rules
                        .flaw
                        .is_some_and(|flaw| ASKED.may_include(flaw))
                };
                if is_other || cannot_tell() {
                    return true;
                }
                let found = format!("found {} after {count}", defect.name);
                say_in_panic(&found);
                let outcome = (law.run)(input, &defect.rules);
                say_in_panic("");
                let is_found = matches!(outcome, Outcome::Breaks(_));
                if is_found {
                    eprintln!("{found}");
                }
                !is_found
            });
        }
        assert!(!left.is_empty(), "all were found");
    }
}
