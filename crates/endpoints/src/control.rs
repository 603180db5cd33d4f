//! The control interface: what a program in any language, or a person with `curl`, can change in a
//! world that runs. It answers this machine only, and no page but its own.

use conformance::Now;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use wire::{Request, Response};

use crate::settings::UserDoes;
use crate::{Queued, Scheme, Settings, Site, Via, World, page};

/// Answers a request to the control interface or for the status page; nothing if it is neither.
pub(crate) fn answer(world: &World, request: &Request, via: Via) -> Option<Response> {
    let (path, query) = request
        .target
        .split_once('?')
        .unwrap_or((&request.target, ""));
    let what = match path {
        "/" => "",
        "/proofmark" | "/proofmark/" => "help",
        _ => path.strip_prefix("/proofmark/")?,
    };
    let origin = request.headers.one("origin");
    let is_foreign = origin.is_some_and(|origin| !world.is_own_origin(origin));
    if !via.is_local || is_foreign || !world.is_own_host(request, via.scheme) {
        return Some(Response::new(403).with_body("only this machine may ask, and by its name\n"));
    }
    let answered = Control {
        world,
        request,
        query,
        scheme: via.scheme,
    }
    .answer(what);
    Some(
        answered
            .unwrap_or_else(|refused| document(refused.status, &json!({ "error": refused.says }))),
    )
}

/// Why something is not done.
struct Refused {
    status: u16,
    says: String,
}

fn refuse(status: u16, says: impl ToString) -> Refused {
    Refused {
        status,
        says: says.to_string(),
    }
}

struct Control<'c> {
    world: &'c World,
    request: &'c Request,
    query: &'c str,
    scheme: Scheme,
}

/// `POST /proofmark/clock`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SetClock {
    set_s: Option<i64>,
    advance_s: Option<i64>,
    stop: Option<bool>,
}

/// `POST /proofmark/sites`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OpenSite {
    path: Option<String>,
    tenant: Option<String>,
    /// Values that take the place of the profile's.
    #[serde(default)]
    profile: String,
    /// The defect that the models of the site have.
    defect: Option<String>,
}

/// `POST /proofmark/users`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChangeUser {
    username: String,
    /// Makes void what was issued so far.
    #[serde(default)]
    revoke: bool,
    /// Lets this client have these scopes.
    #[serde(default)]
    consent: Option<Consent>,
    /// Takes back all that this client was let have.
    #[serde(default)]
    withdraw: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Consent {
    client: String,
    scopes: Vec<String>,
}

/// `POST /proofmark/exchange`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChangeExchange {
    caller: Option<ews::Caller>,
    load: Option<ews::Load>,
    needs_credentials: Option<bool>,
}

/// `POST /proofmark/office`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChangeOffice {
    application: Option<office::application::Application>,
    platform: Option<office::application::Platform>,
    host: Option<office::host::World>,
    user: Option<UserDoes>,
}

impl Control<'_> {
    fn answer(&self, what: &str) -> Result<Response, Refused> {
        let world = self.world;
        match (self.request.method.as_str(), what) {
            ("GET" | "HEAD", "") => Ok(page::answer(world, self.scheme)),
            ("GET", "help") => Ok(text(page::HELP)),
            ("GET", "world") => Ok(document(200, &describe(world))),
            ("GET", "journal") => self.journal(),
            ("DELETE", "journal") => {
                self.each_site(Site::clear_journal)?;
                Ok(done())
            }
            ("GET", "faults") => {
                let faults = self.site()?.faults();
                Ok(document(200, &json!(faults)))
            }
            ("POST", "faults") => {
                let queued: Queued = self.body()?;
                if let Some(why) = queued.misfit() {
                    return Err(refuse(400, why));
                }
                if !self.site()?.queue(queued) {
                    return Err(refuse(409, "too many faults wait, or `times` is 0"));
                }
                Ok(done())
            }
            ("DELETE", "faults") => {
                self.each_site(Site::clear_faults)?;
                Ok(done())
            }
            ("GET", "clock") => Ok(document(200, &clock(world))),
            ("POST", "clock") => self.set_clock(),
            ("POST", "keys/rotate") => {
                world.rotate_keys();
                Ok(done())
            }
            ("POST", "sites") => self.open(),
            ("DELETE", "sites") => {
                let name = self.site()?.name().to_owned();
                match world.close(&name) {
                    true => Ok(done()),
                    false => Err(refuse(404, "the site at the root stays")),
                }
            }
            ("POST", "users") => self.change_user(),
            ("POST", "sign-out") => {
                self.site()?
                    .with(|settings| settings.authority.sign_everybody_out());
                Ok(done())
            }
            ("POST", "exchange") => self.change_exchange(),
            ("POST", "office") => self.change_office(),
            ("GET", "ca.pem" | "ca.p12") => self.authority(what),
            (
                _,
                "" | "help" | "world" | "journal" | "faults" | "clock" | "keys/rotate" | "sites"
                | "users" | "sign-out" | "exchange" | "office" | "ca.pem" | "ca.p12",
            ) => Err(refuse(
                405,
                "another method goes here; GET /proofmark tells",
            )),
            _ => Err(refuse(
                404,
                "no such thing; GET /proofmark tells what there is",
            )),
        }
    }

    /// A parameter of the query.
    fn parameter(&self, name: &str) -> Option<String> {
        let mut pairs = form_urlencoded::parse(self.query.as_bytes());
        pairs
            .find(|(held, _)| held == name)
            .map(|(_, value)| value.into_owned())
    }

    /// The site that is meant: the root, unless `site` says otherwise.
    fn site(&self) -> Result<Site, Refused> {
        let name = self.parameter("site").unwrap_or_default();
        let site = self.world.site(&name);
        site.ok_or_else(|| refuse(404, format!("no site is named `{name}`")))
    }

    /// Does something to the site that is meant, or to all of them.
    fn each_site(&self, act: fn(&Site)) -> Result<(), Refused> {
        match self.parameter("site") {
            Some(_) => act(&self.site()?),
            None => self.world.sites().iter().for_each(act),
        }
        Ok(())
    }

    fn body<T: DeserializeOwned>(&self) -> Result<T, Refused> {
        let read = serde_json::from_slice(&self.request.body);
        read.map_err(|error| refuse(400, format!("the body is not what goes here: {error}")))
    }

    fn journal(&self) -> Result<Response, Refused> {
        let entries = match self.parameter("site") {
            Some(_) => self.site()?.journal(),
            None => self.world.journal(),
        };
        if self
            .parameter("format")
            .is_some_and(|format| format == "text")
        {
            let lines = entries.iter().map(|entry| format!("{entry}\n"));
            return Ok(text(&lines.collect::<String>()));
        }
        let entries: Vec<Value> = entries.iter().map(crate::Entry::to_json).collect();
        Ok(document(200, &Value::from(entries)))
    }

    fn set_clock(&self) -> Result<Response, Refused> {
        let change: SetClock = self.body()?;
        self.world.clock(|clock| {
            if let Some(seconds) = change.set_s {
                clock.set(Now::from_seconds(seconds));
            }
            if let Some(seconds) = change.advance_s {
                clock.advance_ms(seconds.saturating_mul(1000));
            }
            match change.stop {
                Some(true) => clock.stop(),
                Some(false) => clock.run(),
                None => {}
            }
        });
        Ok(document(200, &clock(self.world)))
    }

    fn open(&self) -> Result<Response, Refused> {
        let asked: OpenSite = self.body()?;
        let settings = Settings::standard(self.world.now())
            .following(&asked.profile, asked.defect.as_deref())
            .map_err(|error| refuse(400, error))?;
        let opened = match (&asked.path, &asked.tenant) {
            (Some(path), None) => self.world.open(path, settings),
            (None, Some(id)) => self.world.open_tenant(id, settings),
            _ => return Err(refuse(400, "a site has either a `path` or a `tenant`")),
        };
        let site = opened.map_err(|error| refuse(409, error))?;
        Ok(document(201, &json!({ "site": site.name() })))
    }

    fn change_user(&self) -> Result<Response, Refused> {
        let change: ChangeUser = self.body()?;
        let now = self.world.now();
        self.site()?.with(|settings| {
            let authority = &mut settings.authority;
            let account = authority.directory.account_named(&change.username);
            let Some(id) = account.map(|account| account.id.clone()) else {
                return Err(refuse(404, "no such user"));
            };
            if change.revoke {
                authority.revoke(&id, now);
            }
            if let Some(client) = &change.withdraw {
                authority.withdraw_consent(&id, client);
            }
            if let Some(consent) = &change.consent {
                let scopes: Vec<&str> = consent.scopes.iter().map(String::as_str).collect();
                authority.consent(&id, &consent.client, &scopes);
            }
            Ok(done())
        })
    }

    fn change_exchange(&self) -> Result<Response, Refused> {
        let change: ChangeExchange = self.body()?;
        self.site()?.with(|settings| {
            let exchange = &mut settings.exchange;
            exchange.caller = change.caller.unwrap_or(exchange.caller);
            exchange.load = change.load.unwrap_or(exchange.load);
            let needs = &mut settings.exchange_needs_credentials;
            *needs = change.needs_credentials.unwrap_or(*needs);
        });
        Ok(done())
    }

    fn change_office(&self) -> Result<Response, Refused> {
        let change: ChangeOffice = self.body()?;
        self.site()?.with(|settings| {
            let office = &mut settings.office;
            office.application = change.application.unwrap_or(office.application);
            office.platform = change.platform.unwrap_or(office.platform);
            office.user = change.user.unwrap_or(office.user);
            if let Some(host) = change.host {
                office.host = host;
            }
        });
        Ok(done())
    }

    fn authority(&self, what: &str) -> Result<Response, Refused> {
        let authority = self.world.authority();
        let authority = authority.ok_or_else(|| refuse(404, "there is no TLS here"))?;
        let (media, bytes) = match what {
            "ca.pem" => (
                "application/x-pem-file",
                authority.pem().as_bytes().to_vec(),
            ),
            _ => ("application/x-pkcs12", authority.pkcs12()),
        };
        Ok(Response::new(200)
            .with_header("Content-Type", media)
            .with_body(bytes))
    }
}

fn document(status: u16, value: &Value) -> Response {
    Response::new(status)
        .with_header("Content-Type", "application/json")
        .with_header("Cache-Control", "no-store")
        .with_body(format!("{value}\n"))
}

fn text(text: &str) -> Response {
    Response::new(200)
        .with_header("Content-Type", "text/plain; charset=utf-8")
        .with_header("Cache-Control", "no-store")
        .with_body(text)
}

fn done() -> Response {
    document(200, &json!({ "done": true }))
}

fn clock(world: &World) -> Value {
    world.clock(|clock| {
        let now = clock.now();
        json!({ "now_ms": now.ms(), "stopped": clock.is_stopped() })
    })
}

/// What there is in a world, without its secrets.
fn describe(world: &World) -> Value {
    let sites: Vec<Value> = world.sites().iter().map(describe_site).collect();
    let addresses = world.addresses();
    json!({
        "http": addresses.base(Scheme::Http),
        "https": addresses.base(Scheme::Https),
        "names": addresses.names,
        "clock": clock(world),
        "requests": world.requests(),
        "sites": sites,
    })
}

fn describe_site(site: &Site) -> Value {
    let faults = site.faults();
    site.with(|settings| {
        let directory = &settings.authority.directory;
        let apps = directory.apps.iter().map(|app| {
            let uris = app.redirect_uris.iter().map(|uri| uri.uri.as_str());
            json!({
                "id": app.id,
                "name": app.name,
                "redirect_uris": uris.collect::<Vec<_>>(),
                "is_public": app.is_public(),
                "resource": app.resource.as_ref().map(|resource| &resource.uris),
            })
        });
        let accounts = directory.accounts.iter().map(|account| {
            json!({
                "username": account.username,
                "tenant": account.tenant,
                "has_password": account.password.is_some(),
            })
        });
        json!({
            "site": site.name(),
            "profile": settings.rules.profile.to_string(),
            "tenants": directory.tenants,
            "accounts": accounts.collect::<Vec<_>>(),
            "apps": apps.collect::<Vec<_>>(),
            "add_ins": settings.exchange.apps.iter().map(|app| &app.id).collect::<Vec<_>>(),
            "keys": settings.authority.keys,
            "faults": faults,
        })
    })
}
