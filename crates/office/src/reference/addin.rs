//! An add-in, as a table and a few counters.

use std::collections::BTreeSet;

use serde_json::json;

use super::{given, of_application, text};
use crate::addin::{Answer, Need, Response};
use crate::edition::Edition;
use crate::step::Step;

/// What a sound add-in does.
pub(crate) fn addin(steps: &[Step], edition: Edition) -> Vec<String> {
    let application = given(steps)
        .and_then(|given| given.application)
        .unwrap_or_default();
    let offered = of_application(application.name(), edition);
    let mut diary = Diary {
        drafted: edition == Edition::Doc2017,
        offered: offered.iter().any(|(name, _)| name == "IdentityAPI"),
        ..Diary::default()
    };
    for step in steps {
        match step {
            Step::Need(need) => diary.need(*need),
            Step::Answer(answer) => {
                for _ in 0..answer.times.unwrap_or(1) {
                    if !std::mem::take(&mut diary.waits) {
                        break;
                    }
                    diary.answer(answer);
                }
            }
            Step::Service(response) if std::mem::take(&mut diary.holds_token) => {
                diary.serve(response);
            }
            _ => {}
        }
    }
    diary.lines
}

#[derive(Default)]
struct Diary {
    drafted: bool,
    offered: bool,
    options: BTreeSet<String>,
    waits: bool,
    holds_token: bool,
    offered_sign_in: bool,
    repeats: u32,
    challenges: u32,
    lines: Vec<String>,
}

impl Diary {
    fn note(&mut self, line: &str) {
        self.lines.push(line.to_owned());
    }

    fn call(&mut self) {
        self.waits = true;
        let options: Vec<&str> = self.options.iter().map(String::as_str).collect();
        self.lines.push(format!("calls with {}", options.join(" ")));
    }

    fn need(&mut self, need: Need) {
        if !self.offered {
            return self.note("falls back");
        }
        let wanted = [
            (need.graph && !self.drafted, "forMSGraphAccess=true"),
            (need.new_consent, "forceConsent=true"),
            (need.new_consent && !self.drafted, "allowConsentPrompt=true"),
        ];
        let wanted = wanted.iter().filter(|(wanted, _)| *wanted);
        self.options
            .extend(wanted.map(|(_, option)| (*option).to_owned()));
        self.call();
    }

    fn answer(&mut self, answer: &Answer) {
        let Some(code) = answer.code else {
            let value = answer.value.as_ref().map_or_else(String::new, text);
            self.holds_token = value.contains("t1") && value.starts_with('{') == self.drafted;
            return self.note(if self.holds_token {
                "presents t1"
            } else {
                "falls back"
            });
        };
        match code {
            13001 if !self.offered_sign_in => {
                self.offered_sign_in = true;
                let option = if self.drafted {
                    "forceAddAccount"
                } else {
                    "allowSignInPrompt"
                };
                self.options.insert(format!("{option}=true"));
                self.call();
            }
            13001 | 13002 | 13006 | 13008 | 13010 => self.note("tells the user"),
            13013 if self.repeats < 3 => {
                self.repeats += 1;
                self.waits = true;
                self.note("repeats");
            }
            _ => self.note("falls back"),
        }
    }

    fn serve(&mut self, response: &Response) {
        match (&response.location, &response.claims) {
            (Some(_), _) => {}
            (None, Some(claims)) if self.challenges < 2 => {
                self.challenges += 1;
                self.options
                    .retain(|option| !option.starts_with("authChallenge"));
                self.options
                    .insert(format!("authChallenge={}", json!(claims)));
                self.call();
            }
            _ if (200..300).contains(&response.status) => {}
            _ => self.note("falls back"),
        }
    }
}
