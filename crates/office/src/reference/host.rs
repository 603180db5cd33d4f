//! A host that answers by itself, as a few lists.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use super::{counts_as_true, given, text};
use crate::edition::Edition;
use crate::generators::DRAFT;
use crate::step::{Change, Step};
use crate::value::Value;

/// What a host that answers by itself does.
pub(crate) fn history(steps: &[Step], edition: Edition) -> Option<Vec<String>> {
    let given = given(steps)?;
    let world = serde_json::to_value(given.host.as_ref()?).ok()?;
    let mut house = House {
        application: given.application.unwrap_or_default().name(),
        platform: given.platform.unwrap_or_default().name(),
        edition,
        state: world,
        calls: Vec::new(),
        due: Vec::new(),
        now: 0,
        lines: Vec::new(),
    };
    for step in steps {
        match step {
            Step::Call(call) => house.call(&call.path, &call.arguments),
            Step::User(act) => {
                let account = act.account.unwrap_or_default().name();
                house.act(act.call, &format!("{:?}", act.does), account);
            }
            Step::WaitMs(ms) => house.now += ms,
            Step::Change(change) => house.change(change),
            _ => {}
        }
        house.deliver();
    }
    Some(house.lines)
}

/// The host, the user and the add-in's calls, as a few lists.
struct House {
    application: &'static str,
    platform: &'static str,
    edition: Edition,
    state: Json,
    /// What is asked for, the questions that were answered, and whether the call is over.
    calls: Vec<(BTreeSet<String>, BTreeSet<&'static str>, bool)>,
    due: Vec<(i64, usize, String)>,
    now: i64,
    lines: Vec<String>,
}

impl House {
    fn is(&self, name: &str, value: impl Into<Json>) -> bool {
        self.state[name] == value.into()
    }

    fn call(&mut self, path: &str, arguments: &[Value]) {
        let number = self.calls.len() + 1;
        let mut wishes = BTreeSet::new();
        if path == DRAFT {
            let action = arguments.get(1).map_or_else(String::new, text);
            let forced = if action.contains("Consent") {
                "forceConsent"
            } else {
                "forceAddAccount"
            };
            wishes.insert(forced.to_owned());
        } else if let Some(Value::Object(options)) = arguments.first() {
            let wished = options
                .members
                .iter()
                .filter(|(_, value)| counts_as_true(value));
            wishes.extend(wished.map(|(name, _)| name.clone()));
        }
        if path == DRAFT && self.edition != Edition::Doc2017 {
            self.calls.push((wishes, BTreeSet::new(), true));
            return self.lines.push(format!("{number} throws"));
        }
        let others = self.calls.iter().any(|(_, _, over)| !over);
        self.calls.push((wishes, BTreeSet::new(), false));
        match self.turns_away(others) {
            Some(code) => self.answer(number, format!("code {code}")),
            None => self.go_on(number),
        }
    }

    fn turns_away(&self, others: bool) -> Option<u32> {
        let old = self.edition == Edition::Doc2017;
        let web = ["web", "OWA for Devices"].contains(&self.platform);
        let offered = match old {
            true => !["Mac", "Android"].contains(&self.platform),
            false => ["Windows", "Mac", "web"].contains(&self.platform),
        };
        if !offered || self.application == "Project" {
            return Some(if old { 13000 } else { 13012 });
        }
        if self.is("set_up", "within-teams") && !old {
            return Some(13012);
        }
        if self.is("dialog_open", true) && web && self.application == "Outlook" && !old {
            return Some(5001);
        }
        if others && web {
            return Some(13008);
        }
        if self.is("throttled", true) {
            return Some(13013);
        }
        let codes = [
            ("no-web-application", 13000),
            ("wrong-resource", 13004),
            ("not-preauthorized", 13005),
            ("unknown-service", 13007),
        ];
        codes
            .iter()
            .find(|(set_up, _)| self.is("set_up", *set_up))
            .map(|(_, code)| *code)
    }

    /// What the host says next: a question, a code or a token.
    fn next(&self, wishes: &BTreeSet<String>, done: &BTreeSet<&'static str>) -> String {
        let by_age = if self.edition == Edition::Doc2017 {
            "older"
        } else {
            "newer"
        };
        let age = self.state["generation"].as_str().unwrap_or(by_age);
        let old_documents = self.edition == Edition::Doc2017;
        let forces = |name: &str| age == "older" && wishes.contains(name);
        let allows = |name: &str| age == "newer" && wishes.contains(name) && !old_documents;
        let nobody = self.is("user", "nobody");
        let stands = self.is("consent", "stands");
        if !done.contains("who") && forces("forceAddAccount") {
            return "asks Account".to_owned();
        }
        if !done.contains("who") && allows("allowSignInPrompt") && nobody {
            return "asks SignIn".to_owned();
        }
        if nobody {
            return "code 13001".to_owned();
        }
        if self.is("user", "on-premises") {
            return "code 13003".to_owned();
        }
        if wishes.contains("authChallenge") && !done.contains("proof") {
            return "asks Proof".to_owned();
        }
        let may = forces("forceConsent") || (allows("allowConsentPrompt") && !stands);
        if !done.contains("consent") && may {
            return "asks Consent".to_owned();
        }
        if !done.contains("consent") && !stands {
            return "code 13005".to_owned();
        }
        let sideloaded = self.is("set_up", "sideloaded") && self.application == "Outlook";
        let graph = self.is("graph_consent", true) && !sideloaded;
        if wishes.contains("forMSGraphAccess") && !old_documents && !graph {
            return "code 13012".to_owned();
        }
        let user = self.state["user"].as_str().unwrap_or_default();
        let consumers = "9188040d-6c67-4c5b-b112-36a304b66dad";
        let tenant = if user == "personal" { consumers } else { user };
        format!("token of {user} in {tenant}")
    }

    fn go_on(&mut self, number: usize) {
        let (wishes, done, _) = &self.calls[number - 1];
        let next = self.next(wishes, done);
        match next.strip_prefix("asks ") {
            Some(question) => self.lines.push(format!("{number} asks {question}")),
            None => self.answer(number, next),
        }
    }

    fn answer(&mut self, number: usize, what: String) {
        let after = self.state["answers"]["after_ms"].as_i64().unwrap_or(0);
        self.due.push((self.now + after, number, what));
    }

    fn act(&mut self, number: usize, does: &str, account: &str) {
        let Some((wishes, done, over)) = number.checked_sub(1).and_then(|at| self.calls.get(at))
        else {
            return;
        };
        let asked = self
            .lines
            .iter()
            .rev()
            .find(|line| line.starts_with(&format!("{number} ")));
        let question = asked.and_then(|line| line.split(" asks ").nth(1));
        let (Some(question), false) = (question.map(str::to_owned), *over) else {
            return;
        };
        if self.due.iter().any(|(_, held, _)| *held == number) {
            return;
        }
        let (wishes, mut done) = (wishes.clone(), done.clone());
        if does == "Declines" {
            return self.answer(number, "code 13002".to_owned());
        }
        match question.as_str() {
            "Proof" => {
                done.insert("proof");
            }
            "Consent" => {
                done.insert("consent");
                self.state["consent"] = json!("stands");
            }
            _ => {
                done.insert("who");
                self.state["user"] = json!(account);
            }
        }
        self.calls[number - 1] = (wishes, done, false);
        self.go_on(number);
    }

    fn change(&mut self, change: &Change) {
        let Ok(Json::Object(changes)) = serde_json::to_value(change) else {
            return;
        };
        for (name, value) in changes {
            self.state[name] = value;
        }
    }

    fn deliver(&mut self) {
        while let Some(at) = (0..self.due.len()).min_by_key(|at| (self.due[*at].0, *at)) {
            if self.due[at].0 > self.now {
                return;
            }
            let (_, number, what) = self.due.remove(at);
            self.calls[number - 1].2 = true;
            self.lines.push(format!("{number} gets {what}"));
        }
    }
}
