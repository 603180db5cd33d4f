//! A session is a script, the library and its host together: steps go in, events come out.

use std::collections::BTreeMap;

use conformance::{Id, Quirk, Reading as TextReading, Rules};

use crate::account::Account;
use crate::addin::Addin;
use crate::application::{Application, Platform};
use crate::arguments::{self, Reading, Taken, Throw, Thrown};
use crate::async_result::{Gain, Outcome, build};
use crate::edition::Edition;
use crate::event::{Callback, Event, Ews, Open, Prompted, Returned, Sent, Settled, Threw};
use crate::heap::Heap;
use crate::host::{Answers, Host, Request, Stand};
use crate::mailbox::Mailbox;
use crate::sets::{self, Announced, Supported};
use crate::step::{Act, Call, Change, Given, Reply, Step};
use crate::surface::Surface;
use crate::transport::{self, Way};
use crate::value::{Kind, Object, Value};
use crate::{
    OFFICE_002, OFFICE_003, OFFICE_050, OFFICE_051, OFFICE_065, OFFICE_084, OFFICE_086, OFFICE_099,
};

/// Returns a promise from the calls that take a callback.
pub(crate) const RETURNS_A_PROMISE_TOO: Quirk = Quirk("returns-a-promise-too");
/// Gives the callback the token as a second argument.
pub(crate) const PASSES_THE_TOKEN_BESIDE_THE_RESULT: Quirk =
    Quirk("passes-the-token-beside-the-result");
/// Runs the callback before the call returns.
pub(crate) const CALLS_BACK_BEFORE_RETURNING: Quirk = Quirk("calls-back-before-returning");
/// Forgets the callback of a call when another is made.
pub(crate) const LOSES_THE_EARLIER_OF_TWO_CALLBACKS: Quirk =
    Quirk("loses-the-earlier-of-two-callbacks");
/// Hands every reply to the last call.
pub(crate) const HANDS_REPLIES_TO_THE_LAST_CALL: Quirk = Quirk("hands-replies-to-the-last-call");
/// Does not ask the host while a call is pending.
pub(crate) const ANSWERS_13008_ITSELF: Quirk = Quirk("answers-13008-itself");
/// Gives back a copy of the context.
pub(crate) const COPIES_THE_CONTEXT: Quirk = Quirk("copies-the-context");
/// Resolves with the result rather than with its value.
pub(crate) const RESOLVES_WITH_THE_RESULT: Quirk = Quirk("resolves-with-the-result");
/// Throws out of the promise form where it should reject.
pub(crate) const THROWS_OUT_OF_THE_PROMISE_FORM: Quirk = Quirk("throws-out-of-the-promise-form");
/// Says nothing where there is no end point.
pub(crate) const STAYS_SILENT_WITHOUT_AN_END_POINT: Quirk =
    Quirk("stays-silent-without-an-end-point");
/// Takes what the callback throws for a failure of the host, and reports that to the callback.
pub(crate) const RUNS_A_THROWING_CALLBACK_AGAIN: Quirk = Quirk("runs-a-throwing-callback-again");
/// Gives every account the directory type of organizations.
pub(crate) const KNOWS_ONE_DIRECTORY_TYPE: Quirk = Quirk("knows-one-directory-type");
/// Asks Exchange for a token of another type.
pub(crate) const ASKS_FOR_AN_EXTENSION_CALLBACK: Quirk = Quirk("asks-for-an-extension-callback");

/// A script, the library and its host.
#[derive(Clone, Debug)]
pub struct Session {
    rules: Rules,
    application: Application,
    sets: Option<Announced>,
    /// The sets that a sound host would announce: a defect of the host is none of the add-in.
    sound_sets: Option<Announced>,
    way: Way,
    has_end_point: bool,
    directory_types: (String, String),
    host: Option<Host>,
    mailbox: Mailbox,
    heap: Heap,
    pending: Vec<Pending>,
    /// How many calls the host has not answered yet.
    in_flight: usize,
    /// Answers on their way, by when they come and in which order they set out: to which call, and
    /// what they say.
    due: BTreeMap<(i64, usize), (usize, Outcome)>,
    /// How many answers have set out.
    answers: usize,
    now_ms: i64,
    at_once: Option<AtOnce>,
    addin: Option<Addin>,
    trace: Vec<Event>,
}

/// What a native host does while it is being asked.
#[derive(Clone, Debug)]
enum AtOnce {
    Throws(i64),
    Gives(Value),
}

/// A call that was made.
#[derive(Clone, Debug)]
struct Pending {
    surface: Surface,
    taken: Taken,
    request: Request,
    was_sent: bool,
    is_done: bool,
}

impl Session {
    /// A session before its first step.
    pub fn new(given: &Given, rules: &Rules) -> Self {
        let application = given.application.unwrap_or_default();
        let platform = given.platform.unwrap_or_default();
        let announced = |rules: &Rules| {
            let given_sets = given.sets.clone();
            let sets = given_sets.unwrap_or_else(|| sets::announced(application, platform, rules));
            (!given.announces_nothing).then_some(sets)
        };
        let (sets, sound_sets) = (announced(rules), announced(&rules.made_sound()));
        let host = given.host.clone();
        Self {
            rules: *rules,
            application,
            way: way(platform, sound_sets.as_ref(), given.single_sign_on_host),
            sets,
            sound_sets,
            has_end_point: !given.without_end_point,
            directory_types: given
                .directory_types
                .clone()
                .unwrap_or_else(|| ("organizational".to_owned(), "microsoft".to_owned())),
            host: host.map(|world| Host {
                application,
                platform,
                world,
            }),
            mailbox: given.mailbox.unwrap_or_default(),
            heap: Heap::default(),
            pending: Vec::new(),
            in_flight: 0,
            due: BTreeMap::new(),
            answers: 0,
            now_ms: 0,
            at_once: None,
            addin: None,
            trace: Vec::new(),
        }
    }

    /// What steps lead to. The first may say what is so before.
    pub fn play(steps: &[Step], rules: &Rules) -> Vec<Event> {
        let given = match steps.first() {
            Some(Step::Given(given)) => given,
            _ => &Given::default(),
        };
        let mut session = Self::new(given, rules);
        for step in steps {
            session.step(step);
        }
        session.trace
    }

    /// The events since this was last asked.
    pub fn take_events(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.trace)
    }

    /// One more step.
    pub fn step(&mut self, step: &Step) {
        match step {
            Step::Given(_) => {}
            Step::Call(call) => self.call(call),
            Step::Members(path) => self.list(path),
            Step::Look(label) => {
                let labelled = Value::Same(label.clone());
                self.trace
                    .push(Event::Holds(self.heap.write_out(&labelled)));
            }
            Step::Reply(reply) => self.reply(reply),
            Step::User(act) => self.act(act),
            Step::Change(change) => self.change(change),
            Step::WaitMs(ms) => self.now_ms = self.now_ms.saturating_add((*ms).max(0)),
            Step::Need(need) => {
                let mut addin = Addin::new(self.rules);
                self.trace
                    .extend(addin.start(need, self.sound_sets.as_ref()));
                self.addin = Some(addin);
            }
            Step::Answer(answer) => {
                let acts = self.addin.as_mut().map(|addin| addin.answered(answer));
                self.trace.extend(acts.into_iter().flatten());
            }
            Step::Service(response) => {
                let acts = self.addin.as_mut().map(|addin| addin.served(response));
                self.trace.extend(acts.into_iter().flatten());
            }
            Step::Manifest(text) => {
                let read = crate::manifest::Manifest::read(text.as_bytes(), &self.rules);
                self.trace.push(Event::Read(TextReading::from(&read)));
            }
            Step::AsyncResult(text) => {
                let read = crate::result_text::read(text.as_bytes(), &self.rules);
                self.trace.push(Event::Read(TextReading::from(&read)));
            }
            Step::IdentityToken(token) => {
                let read = crate::identity_token::read(&token.header, &token.payload, &self.rules);
                self.trace.push(Event::Read(TextReading::from(&read)));
            }
        }
        self.deliver_due();
    }

    fn list(&mut self, path: &str) {
        let found = Surface::of_object(path, self.application, &self.rules).unwrap_or_default();
        let names = found.iter().map(|surface| surface.name().to_owned());
        self.trace.push(Event::Members(names.collect()));
    }

    fn call(&mut self, call: &Call) {
        let number = self.pending.len() + 1;
        // What is passed exists before anybody looks for the call.
        let arguments = self.heap.take_all(&call.arguments);
        let surface = Surface::at(&call.path, self.application, &self.rules);
        self.pending.push(Pending {
            surface: surface.unwrap_or(Surface::IsSetSupported),
            taken: Taken::default(),
            request: Request::new(crate::options::Wishes::default()),
            was_sent: false,
            is_done: false,
        });
        let Some(surface) = surface else {
            let threw = type_error(number, absence(&call.path));
            return self.trace.push(Event::Threw(threw));
        };
        if surface == Surface::IsSetSupported {
            let written: Vec<Value> = arguments
                .iter()
                .map(|value| self.heap.write_out(value))
                .collect();
            return self.check_support(number, &written);
        }
        let (heap, rules) = (&mut self.heap, &self.rules);
        let read = match surface {
            Surface::GetAccessToken => arguments::read_for_promise(&arguments, heap, rules),
            Surface::RequestAuthTokenAsync => arguments::read_draft(&arguments, rules),
            surface if surface.is_of_mailbox() => {
                self.mailbox.read(surface, &arguments, heap, rules)
            }
            _ => arguments::read(&arguments, heap, rules),
        };
        match read {
            Err(throw) => self.throw(number, surface, throw),
            Ok(Reading::Open) => self.trace.push(Event::Open(Open { call: number })),
            Ok(Reading::FailsAtOnce(taken, code)) => {
                self.pending[number - 1].taken = taken;
                let promised = surface == Surface::GetAccessToken;
                if promised {
                    self.returns(number);
                }
                self.deliver(number, &Outcome::failed(code));
                if !promised {
                    self.returns(number);
                }
            }
            Ok(Reading::Asks(taken)) => {
                self.pending[number - 1].taken = taken;
                let body = call.arguments.first().and_then(Value::as_text);
                self.ask(number, surface, body);
            }
        }
    }

    fn check_support(&mut self, call: usize, arguments: &[Value]) {
        let event = match sets::is_supported(self.sets.as_ref(), arguments, &self.rules) {
            Supported::Says(says) => Event::Returned(Returned {
                call,
                value: Some(Value::Boolean(says)),
            }),
            Supported::Throws => Event::Threw(type_error(call, Some(OFFICE_065))),
            Supported::Open => Event::Open(Open { call }),
        };
        self.trace.push(event);
    }

    fn throw(&mut self, call: usize, surface: Surface, throw: Throw) {
        let because = Some(throw.because.to_string());
        let (error, string) = match throw.thrown {
            Thrown::Error(name) => (name.map(str::to_owned), None),
            Thrown::String => (None, Some(true)),
        };
        let promised = surface == Surface::GetAccessToken;
        if promised && !self.rules.does(THROWS_OUT_OF_THE_PROMISE_FORM) {
            self.returns(call);
            let rejected = Settled {
                call,
                error,
                string,
                because,
                ..Settled::default()
            };
            return self.trace.push(Event::Rejected(rejected));
        }
        self.trace.push(Event::Threw(Threw {
            call,
            error,
            string,
            because,
        }));
    }

    fn returns(&mut self, call: usize) {
        let promised = self.pending[call - 1].surface == Surface::GetAccessToken;
        let value = match promised || self.rules.does(RETURNS_A_PROMISE_TOO) {
            true => Value::Promise,
            false => Value::Undefined,
        };
        self.trace.push(Event::Returned(Returned {
            call,
            value: Some(value),
        }));
    }

    /// Asks the host, and returns. What the host does at once comes before the return where the
    /// library lets it through.
    fn ask(&mut self, call: usize, surface: Surface, body: Option<&str>) {
        let others = self.in_flight;
        if others > 0 && self.rules.does(ANSWERS_13008_ITSELF) {
            self.set_out(0, call, Outcome::failed(13008));
            return self.returns(call);
        }
        let pending = &mut self.pending[call - 1];
        pending.was_sent = true;
        self.in_flight += usize::from(!surface.is_of_mailbox());
        if surface.is_of_mailbox() {
            self.trace.push(Event::Sent(Sent {
                call,
                ..Sent::default()
            }));
            self.ask_mailbox(call, surface, body);
            return self.returns(call);
        }
        let (wishes, message) = transport::pack(&pending.taken.wishes, self.way, &self.rules);
        let options = wishes
            .0
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()));
        self.trace.push(Event::Sent(Sent {
            call,
            options: options.collect(),
            message,
        }));
        self.pending[call - 1].request = Request::new(wishes);
        let answers = matches!(self.at_once, Some(AtOnce::Gives(_)));
        let Some(outcome) = self.answer_at_once(call) else {
            self.returns(call);
            return self.take_up(call, others);
        };
        let shipped = Edition::of(&self.rules.profile) == Edition::Shipped;
        let comes_first = self.rules.does(CALLS_BACK_BEFORE_RETURNING)
            || (shipped && self.rules.demand(OFFICE_051));
        if !comes_first || surface == Surface::GetAccessToken {
            self.returns(call);
            return self.set_out(0, call, outcome);
        }
        self.deliver(call, &outcome);
        // The library takes what the callback threw at an answer for a failure of the host, and
        // calls it back with that. What it throws at a failure leaves the call (OFFICE-051).
        let threw = |event: &mut Event| matches!(event, Event::Uncaught(_));
        if shipped && answers && self.trace.pop_if(threw).is_some() {
            self.deliver(call, &Outcome::failed(5001));
        }
        match self.trace.pop_if(threw) {
            Some(Event::Uncaught(threw)) if shipped => self.trace.push(Event::Threw(threw)),
            Some(uncaught) => {
                self.trace.push(uncaught);
                self.returns(call);
            }
            None => self.returns(call),
        }
    }

    /// What a native host does while it is being asked, if anything.
    fn answer_at_once(&mut self, call: usize) -> Option<Outcome> {
        if self.way.is_web {
            return None;
        }
        let shipped = Edition::of(&self.rules.profile) == Edition::Shipped;
        match self.at_once.take()? {
            AtOnce::Gives(token) => Some(self.gain(call, vec![(Account::Work, token)])),
            AtOnce::Throws(_) if !shipped => Some(Outcome::failed_somehow()),
            AtOnce::Throws(number) => Some(Outcome::failed(transport::code_of_exception(
                number,
                &self.rules,
            ))),
        }
    }

    /// The host takes the request of a call up, if it answers by itself.
    fn take_up(&mut self, call: usize, others: usize) {
        if self.way.is_web && !self.has_end_point {
            let promised = Edition::of(&self.rules.profile) != Edition::Shipped
                && self.rules.demand(OFFICE_050)
                && !self.rules.does(STAYS_SILENT_WITHOUT_AN_END_POINT);
            if promised {
                self.set_out(0, call, Outcome::failed_somehow());
            }
            return;
        }
        let Some(host) = &mut self.host else { return };
        let stand = host.take(&mut self.pending[call - 1].request, others, &self.rules);
        self.follow(call, stand);
    }

    fn ask_mailbox(&mut self, call: usize, surface: Surface, body: Option<&str>) {
        if self.host.is_none() {
            return;
        }
        if surface == Surface::GetUserIdentityTokenAsync && self.rules.demand(OFFICE_086) {
            let token_type = match self.rules.does(ASKS_FOR_AN_EXTENSION_CALLBACK) {
                true => "ExtensionCallback",
                false => "CallerIdentity",
            };
            self.trace.push(Event::Ews(Ews {
                call,
                token_type: token_type.to_owned(),
            }));
        }
        let outcome = self.mailbox.answer(surface, body, &self.rules);
        self.schedule(call, outcome);
    }

    fn follow(&mut self, call: usize, stand: Stand) {
        let outcome = match stand {
            Stand::Asks(prompt) => {
                return self.trace.push(Event::Prompted(Prompted { call, prompt }));
            }
            Stand::Fails(code) => Outcome::failed(code),
            Stand::Gives(account, tenant) => {
                let mut token = account.token();
                token.tenant = Some(tenant.into());
                self.gain(call, vec![(account, Value::Token(token))])
            }
        };
        self.schedule(call, outcome);
    }

    /// A success of a call, in the shape that the call gives.
    fn gain(&self, call: usize, mut tokens: Vec<(Account, Value)>) -> Outcome {
        if self.pending[call - 1].surface != Surface::RequestAuthTokenAsync {
            let token = tokens.pop().map_or(Value::Undefined, |(_, token)| token);
            return Outcome::Succeeded(Gain::Token(token));
        }
        if tokens.is_empty() && self.rules.demand(OFFICE_099) {
            return Outcome::failed_somehow();
        }
        let directory = |account: Account| match account {
            Account::Personal if !self.rules.does(KNOWS_ONE_DIRECTORY_TYPE) => {
                self.directory_types.1.clone()
            }
            _ => self.directory_types.0.clone(),
        };
        let identities = tokens
            .into_iter()
            .map(|(account, token)| (directory(account), token));
        Outcome::Succeeded(Gain::Identities(identities.collect()))
    }

    fn schedule(&mut self, call: usize, outcome: Outcome) {
        let answers = self
            .host
            .as_ref()
            .map_or(Answers::Later, |host| host.world.answers);
        let (after_ms, times) = match answers {
            Answers::Later => (0, 1),
            Answers::Twice => (0, 2),
            Answers::AfterMs(ms) => (ms.max(0), 1),
            Answers::Never => (0, 0),
        };
        for _ in 0..times {
            self.set_out(after_ms, call, outcome.clone());
        }
    }

    fn set_out(&mut self, after_ms: i64, call: usize, outcome: Outcome) {
        let when = self.now_ms.saturating_add(after_ms);
        self.answers += 1;
        self.due.insert((when, self.answers), (call, outcome));
    }

    fn deliver_due(&mut self) {
        while let Some(first) = self.due.first_entry() {
            if first.key().0 > self.now_ms {
                break;
            }
            let (call, outcome) = first.remove();
            self.deliver(call, &outcome);
        }
    }

    fn reply(&mut self, reply: &Reply) {
        let call = match self.rules.does(HANDS_REPLIES_TO_THE_LAST_CALL) {
            true => self.pending.len(),
            false => reply.to,
        };
        let Some(pending) = call
            .checked_sub(1)
            .and_then(|place| self.pending.get(place))
        else {
            return;
        };
        if !pending.was_sent {
            return;
        }
        let outcome = if pending.surface.is_of_mailbox() {
            transport::mailbox_outcome(reply, &self.rules)
        } else if let (Some(identities), Surface::RequestAuthTokenAsync) =
            (&reply.identities, pending.surface)
        {
            let tokens = identities
                .iter()
                .map(|(account, token)| (*account, Value::text(token)));
            Some(self.gain(call, tokens.collect()))
        } else {
            Some(
                match transport::outcome(reply, self.way.is_web, &self.rules) {
                    Outcome::Succeeded(Gain::Token(token)) => {
                        self.gain(call, vec![(Account::Work, token)])
                    }
                    outcome => outcome,
                },
            )
        };
        if let Some(outcome) = outcome {
            self.deliver(call, &outcome);
        }
    }

    fn act(&mut self, act: &Act) {
        let Some(pending) = act
            .call
            .checked_sub(1)
            .and_then(|at| self.pending.get_mut(at))
        else {
            return;
        };
        let Some(host) = &mut self.host else { return };
        let stand = host.act(&mut pending.request, act.does, act.account, &self.rules);
        if let Some(stand) = stand {
            self.follow(act.call, stand);
        }
    }

    fn change(&mut self, change: &Change) {
        if let Some(host) = &mut self.host {
            let world = &mut host.world;
            world.user = change.user.unwrap_or(world.user);
            world.consent = change.consent.unwrap_or(world.consent);
            world.set_up = change.set_up.unwrap_or(world.set_up);
            world.dialog_open = change.dialog_open.unwrap_or(world.dialog_open);
            world.throttled = change.throttled.unwrap_or(world.throttled);
            world.fails = change.fails.or(world.fails);
            world.answers = change.answers.unwrap_or(world.answers);
        }
        let throws = change.throws.map(AtOnce::Throws);
        let answers = change.answers_at_once.clone().map(AtOnce::Gives);
        self.at_once = throws.or(answers).or(self.at_once.take());
    }

    /// Gives a call its result, unless it had one and the rules know that once is enough.
    fn deliver(&mut self, call: usize, outcome: &Outcome) {
        if !self.wants_a_result(call) {
            return;
        }
        let Pending { surface, taken, .. } = &self.pending[call - 1];
        let (surface, taken) = (*surface, taken.clone());
        let failure = Outcome::failed_somehow();
        let outcome = match outcome {
            Outcome::Succeeded(gain) if !holds_tokens(gain) && self.rules.demand(OFFICE_084) => {
                &failure
            }
            outcome => outcome,
        };
        let context = taken.context.map(|context| match &context {
            context if self.rules.does(COPIES_THE_CONTEXT) => self.heap.write_out(context),
            context => self.heap.show(context),
        });
        let result = |outcome| build(outcome, context.as_ref(), surface, &self.rules);
        let (first, again) = (result(outcome), result(&failure));
        if surface == Surface::GetAccessToken {
            return self.settle(call, outcome, first);
        }
        let Some(callback) = taken.callback else {
            return;
        };
        let threw = self.run(call, &callback, first);
        let documented = Edition::of(&self.rules.profile) != Edition::Shipped;
        if threw && documented && self.rules.does(RUNS_A_THROWING_CALLBACK_AGAIN) {
            self.run(call, &callback, again);
        }
    }

    /// Whether a call is to be given a result, which it then has.
    fn wants_a_result(&mut self, call: usize) -> bool {
        let is_latest = call == self.pending.len();
        let pending = &mut self.pending[call - 1];
        let was_done = std::mem::replace(&mut pending.is_done, true);
        if !was_done && pending.was_sent && !pending.surface.is_of_mailbox() {
            self.in_flight -= 1;
        }
        let repeats = match Edition::of(&self.rules.profile) {
            Edition::Shipped => !self.way.is_web && self.rules.demand(OFFICE_051),
            Edition::Doc2017 | Edition::Doc2026 => !self.rules.demand(OFFICE_050),
        };
        let once = pending.surface == Surface::GetAccessToken || !repeats;
        let is_lost = !is_latest && self.rules.does(LOSES_THE_EARLIER_OF_TWO_CALLBACKS);
        !(is_lost || (was_done && once))
    }

    /// Runs a callback, and tells whether it threw.
    fn run(&mut self, call: usize, callback: &Value, result: Object) -> bool {
        // The library's own function, left in the options of a call that returned a promise: what
        // it does shows in that promise only, which is settled long since.
        if *callback == Value::Any(Kind::Function) {
            return false;
        }
        let Value::Function(function) = callback else {
            self.trace.push(Event::Uncaught(type_error(call, None)));
            return true;
        };
        let beside = result.own("value").cloned();
        let beside = beside.filter(|_| self.rules.does(PASSES_THE_TOKEN_BESIDE_THE_RESULT));
        let arguments = std::iter::once(Value::Object(result))
            .chain(beside)
            .collect();
        self.trace.push(Event::Callback(Callback {
            call,
            function: Some(function.name.clone()),
            arguments: Some(arguments),
            ..Callback::default()
        }));
        if function.throws {
            let error = Some("Error".to_owned());
            self.trace.push(Event::Uncaught(Threw {
                call,
                error,
                ..Threw::default()
            }));
        }
        function.throws
    }

    fn settle(&mut self, call: usize, outcome: &Outcome, result: Object) {
        let member = |name: &str| result.own(name).cloned();
        let settled = |value| Settled {
            call,
            value,
            ..Settled::default()
        };
        let event = match outcome {
            Outcome::Succeeded(_) if self.rules.does(RESOLVES_WITH_THE_RESULT) => {
                Event::Resolved(settled(Some(Value::Object(result))))
            }
            Outcome::Succeeded(_) => Event::Resolved(settled(member("value"))),
            Outcome::Failed(_) => Event::Rejected(settled(member("error"))),
        };
        self.trace.push(event);
    }
}

/// How the library reaches a host of this kind.
fn way(platform: Platform, sets: Option<&Announced>, signs_on: bool) -> Way {
    let asked = [Value::text("JsonPayloadSSO")];
    let wants_json = sets::is_supported(sets, &asked, &Rules::default()) == Supported::Says(true);
    Way {
        is_web: platform.is_web(),
        wants_json,
        signs_on,
    }
}

/// Whether what the host gave for tokens are some, as far as can be seen from outside.
fn holds_tokens(gain: &Gain) -> bool {
    let is_token = |token: &Value| !token.is_nothing() && token.as_text() != Some("");
    match gain {
        Gain::Token(token) => is_token(token),
        Gain::Identities(identities) => identities.iter().all(|(_, token)| is_token(token)),
    }
}

/// The requirement for which a call is not where a script looks for it.
fn absence(path: &str) -> Option<Id> {
    match path {
        "Office.auth.getAccessTokenAsync" => Some(OFFICE_002),
        _ if path.ends_with(".requestAuthTokenAsync") => Some(OFFICE_003),
        _ => None,
    }
}

fn type_error(call: usize, because: Option<Id>) -> Threw {
    let because = because.map(|id| id.to_string());
    Threw {
        call,
        error: Some("TypeError".to_owned()),
        because,
        ..Threw::default()
    }
}
