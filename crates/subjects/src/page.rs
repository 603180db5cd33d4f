//! A page is an add-in that loads our `/office.js`: it is seen by the calls that it makes of the
//! host and by where it takes its tokens. One page plays all cases: the script loads it anew when
//! one is over.
//!
//! Its service is played below `/page/service`. It goes another way by `displayDialogAsync`, by
//! whatever it asks below `/page/fallback`, or by asking the authority for a code.

use std::collections::VecDeque;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use conformance::{Answer, Peer, Subject};
use endpoints::{Listen, OfficeSettings, Proved, Server, Settings, Site, World};
use serde::Deserialize;
use serde_json::{Value, json};
use wire::{Request, Response};

use crate::Patience;

/// Whoever did nothing for so long is done.
const QUIET: Duration = Duration::from_millis(400);

/// How a page is reached.
#[derive(Clone, Debug, Default)]
pub struct PageSettings {
    /// Its address.
    pub url: String,
    /// The port on which it finds our script.
    pub port: u16,
    /// A command that opens it, where `{url}` stands for its address. A person opens it otherwise.
    pub browser: Vec<String>,
    /// What to click when it is loaded, as a selector of CSS; it begins by itself otherwise.
    pub start: Option<String>,
    /// Whether it says that it needs Graph.
    pub for_graph: bool,
}

/// Where pages are proved.
pub struct PageStage {
    settings: PageSettings,
    server: Server,
    site: Site,
    case: Arc<(Mutex<Case>, Condvar)>,
    browser: Mutex<Option<Child>>,
}

impl Drop for PageStage {
    fn drop(&mut self) {
        if let Some(child) = &mut *lock(&self.browser) {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// The case that is played.
#[derive(Default)]
struct Case {
    number: u64,
    is_over: bool,
    is_loaded: bool,
    /// How the host answers, and how often.
    answers: VecDeque<(Value, usize)>,
    /// How the service answers.
    services: VecDeque<Value>,
    trace: Vec<Value>,
    /// The code of the last answer, if the page did nothing about it yet.
    unanswered: Option<i64>,
    last: Option<Instant>,
}

/// A page on its stage.
pub struct Page {
    stage: Arc<PageStage>,
    patience: Patience,
}

impl PageStage {
    /// Opens a stage.
    pub fn open(settings: PageSettings) -> Result<Self, String> {
        let world = World::standard(1);
        let listen = Listen {
            http: Some(settings.port),
            ..Listen::default()
        };
        let server = Server::start(&world, &listen).map_err(|error| error.to_string())?;
        let site = world
            .open("/page", Settings::standard(world.now()))
            .map_err(|error| error.to_string())?;
        let case = Arc::new((Mutex::new(Case::default()), Condvar::new()));
        let (held, heard) = (Arc::clone(&case), Arc::clone(&case));
        let elsewhere = server.http().replace("127.0.0.1", "localhost") + "/page/elsewhere";
        site.let_answer(Arc::new(move |request| {
            let answer = lock(&held.0).answer(request, &elsewhere);
            held.1.notify_all();
            answer.map(|response| open(request, response))
        }));
        // Whoever asks the authority for a code signs in by other means.
        world.root().let_answer(Arc::new(move |request| {
            if request.target.contains("/oauth2/v2.0/authorize") {
                lock(&heard.0).happened(json!("fell_back"));
                heard.1.notify_all();
            }
            None
        }));
        Ok(Self {
            settings,
            server,
            site,
            case,
            browser: Mutex::new(None),
        })
    }

    /// Where the page finds the script.
    pub fn script(&self) -> String {
        format!("{}/page/office.js", self.server.http())
    }

    /// Opens the page, if it is not open and somebody said how.
    fn open_page(&self) -> Result<(), String> {
        let mut browser = lock(&self.browser);
        if browser.is_some() {
            return Ok(());
        }
        let words = self.settings.browser.iter();
        let words: Vec<String> = words
            .map(|word| word.replace("{url}", &self.settings.url))
            .collect();
        let Some((program, arguments)) = words.split_first() else {
            return Ok(());
        };
        let child = Command::new(program)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        *browser = Some(child.map_err(|error| format!("`{program}` does not start: {error}"))?);
        Ok(())
    }
}

impl Case {
    fn happened(&mut self, event: Value) {
        self.last = Some(Instant::now());
        self.unanswered = None;
        self.trace.push(event);
    }

    /// The answer to a request of the page; none if the models have it.
    fn answer(&mut self, request: &Request, elsewhere: &str) -> Option<Response> {
        let (path, query) = request
            .target
            .split_once('?')
            .unwrap_or((&request.target, ""));
        let bearer = request.headers.one("authorization");
        let bearer = bearer.and_then(|value| value.strip_prefix("Bearer "));
        if request.method == "OPTIONS" {
            return Some(Response::new(204));
        }
        if path == "/office.js" {
            return self.load();
        }
        if path == "/office/next" {
            let is_of_this = query == format!("case={}", self.number);
            return Some(document(&json!({ "over": self.is_over || !is_of_this })));
        }
        if self.is_over {
            return Some(Response::new(410));
        }
        match path {
            "/office/ask" => Some(document(&self.ask(request))),
            "/office/tell" => {
                self.tell(request);
                Some(Response::new(204))
            }
            _ if path.starts_with("/fallback") => {
                self.happened(json!("fell_back"));
                Some(Response::new(200))
            }
            _ if path.starts_with("/service") => {
                if let Some(token) = bearer {
                    self.happened(json!({ "bearer": { "to": "service", "token": token } }));
                }
                Some(self.serve(elsewhere))
            }
            _ => {
                if let Some(token) = bearer {
                    let to = match path.starts_with("/v1.0/") {
                        true => "graph",
                        false => path,
                    };
                    self.happened(json!({ "bearer": { "to": to, "token": token } }));
                }
                Some(Response::new(404))
            }
        }
    }

    /// The script, if a case waits for the page; what makes it come again otherwise.
    fn load(&mut self) -> Option<Response> {
        if self.is_over || self.is_loaded || self.number == 0 {
            let again = "setTimeout(() => globalThis.location.reload(), 50);";
            let response = Response::new(200).with_header("Content-Type", "text/javascript");
            return Some(response.with_body(again));
        }
        self.is_loaded = true;
        self.last = Some(Instant::now());
        None
    }

    fn ask(&mut self, request: &Request) -> Value {
        let asked: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let options = asked["given"].as_object().into_iter().flatten();
        let options: Vec<Value> = options
            .filter(|(_, value)| !value.is_null() && !value.is_object() && !value.is_array())
            .map(|(name, value)| json!([name, value]))
            .collect();
        let repeats = self.unanswered == Some(13013);
        match self.trace.last_mut() {
            Some(last) if repeats && last["retried"].is_object() => {
                let times = last["retried"]["times"].as_u64().unwrap_or_default() + 1;
                *last = json!({ "retried": { "times": times } });
                self.last = Some(Instant::now());
                self.unanswered = None;
            }
            _ if repeats => self.happened(json!({ "retried": { "times": 1 } })),
            _ => self.happened(json!({ "called": { "path": asked["path"], "options": options } })),
        }
        let Some((answer, times)) = self.answers.front_mut() else {
            return json!({ "given": true, "never": true });
        };
        let answer = answer.clone();
        *times = times.saturating_sub(1);
        if *times == 0 {
            self.answers.pop_front();
        }
        if let Some(code) = answer["code"].as_i64() {
            self.unanswered = Some(code);
            return json!({ "code": code, "name": answer["name"] });
        }
        let mut said = json!({ "given": true });
        if let Some(value) = plain(&answer["value"]) {
            said["value"] = value;
        }
        said
    }

    fn tell(&mut self, request: &Request) {
        let told: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        if let Some(arguments) = told["checked"].as_array() {
            // Checking is no reaction to an answer.
            let unanswered = self.unanswered;
            self.happened(json!({ "checked": { "arguments": arguments } }));
            self.unanswered = unanswered;
        }
        if told["fellBack"].as_bool() == Some(true) {
            self.happened(json!("fell_back"));
        }
    }

    /// The answer of the add-in's own service.
    fn serve(&mut self, elsewhere: &str) -> Response {
        let answer = self.services.pop_front().unwrap_or_default();
        let status = answer["status"]
            .as_u64()
            .and_then(|status| status.try_into().ok());
        let mut response = Response::new(status.unwrap_or(200));
        if answer["location"].is_string() {
            response = response.with_header("Location", elsewhere);
        }
        let body = match answer["claims"].as_str() {
            Some(claims) => json!({ "claims": claims }),
            None => json!({}),
        };
        response
            .with_header("Content-Type", "application/json")
            .with_body(body.to_string())
    }

    /// What happened, once nothing does any more.
    fn told(&mut self) -> Vec<Value> {
        let mut trace = std::mem::take(&mut self.trace);
        if self.unanswered.is_some() {
            trace.push(json!("message"));
        }
        trace
    }
}

/// A tagged value as the page is given it; none is `undefined`.
fn plain(value: &Value) -> Option<Value> {
    let Some(members) = value.as_object() else {
        return Some(value.clone());
    };
    if let Some(members) = members.get("object").and_then(Value::as_array) {
        let members = members.iter().filter_map(|member| {
            let name = member[0].as_str()?.to_owned();
            Some((name, plain(&member[1])?))
        });
        return Some(Value::Object(members.collect()));
    }
    let items = members.get("array")?.as_array()?;
    Some(items.iter().filter_map(plain).collect())
}

fn document(value: &Value) -> Response {
    Response::new(200)
        .with_header("Content-Type", "application/json")
        .with_body(value.to_string())
}

/// Lets a page of another origin read the answer.
pub(crate) fn open(request: &Request, response: Response) -> Response {
    let origin = request.headers.one("origin").unwrap_or("*").to_owned();
    response
        .with_header("Access-Control-Allow-Origin", origin)
        .with_header(
            "Access-Control-Allow-Headers",
            "authorization, content-type",
        )
        .with_header("Access-Control-Allow-Methods", "GET, POST, PUT, OPTIONS")
        .with_header("Cache-Control", "no-store")
        .with_header("Vary", "Origin")
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Page {
    /// The page on this stage.
    pub fn new(stage: Arc<PageStage>, patience: Duration) -> Self {
        Self {
            stage,
            patience: Patience::of(patience),
        }
    }

    /// The case that these steps are, if a page can be put to it.
    fn prepare(&self, steps: &[Value], edition: &str) -> Result<(Case, Settings), String> {
        #[derive(Default, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        struct Given {
            application: office::application::Application,
            platform: office::application::Platform,
        }
        let world = self.stage.server.world();
        let mut settings = Settings::standard(world.now()).following(edition, None)?;
        let mut case = Case::default();
        for step in steps {
            let (name, told) = match step.as_object().and_then(|step| step.iter().next()) {
                Some((name, told)) => (name.as_str(), told),
                None => return Err("is no step".to_owned()),
            };
            match name {
                "given" => {
                    let given: Given = serde_json::from_value(told.clone())
                        .map_err(|_| "needs a host whose sets can be chosen".to_owned())?;
                    settings.office = OfficeSettings {
                        application: given.application,
                        platform: given.platform,
                        ..settings.office
                    };
                }
                "need" if told["new_consent"] == true => {
                    return Err("needs a page whose permissions have changed".to_owned());
                }
                "need" if told["graph"] == true && !self.stage.settings.for_graph => {
                    return Err("needs a page that needs Graph (`for-graph`)".to_owned());
                }
                "need" => {}
                "answer" => {
                    let times = told["times"].as_u64().unwrap_or(1);
                    let times = usize::try_from(times).unwrap_or(usize::MAX);
                    case.answers.push_back((told.clone(), times));
                }
                "service" => case.services.push_back(told.clone()),
                other => return Err(format!("needs more than a page: it has no `{other}`")),
            }
        }
        Ok((case, settings))
    }

    fn converse(&self, arguments: &Value) -> Answer {
        let steps = arguments["steps"].as_array().map(Vec::as_slice);
        let edition = arguments["edition"].as_str().unwrap_or_default();
        let (mut case, mut settings) = match self.prepare(steps.unwrap_or_default(), edition) {
            Ok(prepared) => prepared,
            Err(why) => return Answer::Unsupported(why),
        };
        let (held, changed) = &*self.stage.case;
        let mut held = lock(held);
        case.number = held.number + 1;
        settings.office.proved = Some(Proved {
            case: case.number,
            start: self.stage.settings.start.clone(),
        });
        self.stage.site.with(|current| *current = settings);
        *held = case;
        drop(held);
        if let Err(why) = self.stage.open_page() {
            return Answer::Lost(why);
        }
        let mut held = lock(&self.stage.case.0);
        loop {
            let quiet = held.last.map(|last| last.elapsed());
            let left = match quiet {
                Some(quiet) if quiet >= QUIET => break,
                Some(quiet) => QUIET.saturating_sub(quiet),
                None => self.patience.left(),
            };
            if self.patience.is_over() {
                held.is_over = true;
                let script = self.stage.script();
                return Answer::Lost(match held.is_loaded {
                    true => format!("the page did not come to rest within {}", self.patience),
                    false => format!("no page loaded {script} within {}", self.patience),
                });
            }
            let waited = changed.wait_timeout(held, left.min(self.patience.left()));
            held = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        held.is_over = true;
        if held.trace.is_empty() {
            return Answer::Lost("the page loaded the script and asked for nothing".to_owned());
        }
        Answer::Done(json!({ "trace": held.told() }))
    }
}

impl Subject for Page {
    fn perform(&mut self, operation: &str, arguments: &Value, _: &mut Peer<'_>) -> Answer {
        match operation {
            "converse" => self.converse(arguments),
            other => Answer::Unsupported(format!("a page is not told to `{other}`")),
        }
    }

    fn begin(&mut self) {
        self.patience.renew();
    }
}
