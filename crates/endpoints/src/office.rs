//! The Office face: the script that add-ins load, and what it asks the world.
//!
//! The script reads arguments and builds results in the page; whether there is a token, and for
//! whom, is decided here, by the host that `office` models, and the token comes from the authority
//! beside it.

use conformance::{Chance, Now, Rules};
use office::account::Account;
use office::host::{Answers, Deed, Host, Request as HostRequest, Stand};
use office::options::{CallOption, OptionType, Wishes};
use office::surface::Surface;
use office::value::Value;
use office::{Edition, error_code, sets};
use serde::Deserialize;
use serde_json::{Map, json};
use wire::{Request, Response};

use crate::fault;
use crate::settings::{Settings, UserDoes};

const SCRIPT: &str = include_str!("office.js");

/// What the script asks.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ask {
    /// The name of the call.
    call: String,
    /// The options that were passed.
    #[serde(default)]
    options: Map<String, serde_json::Value>,
    /// How many calls have no answer yet.
    #[serde(default)]
    others: usize,
}

/// A site, as far as Office is concerned with it.
pub(crate) struct Face<'f> {
    pub(crate) settings: &'f mut Settings,
    pub(crate) chance: &'f mut Chance,
    pub(crate) now: Now,
    pub(crate) base: &'f str,
    pub(crate) rules: &'f Rules,
    /// What the answer suffers.
    pub(crate) fault: Option<fault::Office>,
}

impl Face<'_> {
    pub(crate) fn answer(&mut self, request: &Request) -> Response {
        let path = request.target.split(['?', '#']).next().unwrap_or_default();
        match (request.method.as_str(), path) {
            ("GET" | "HEAD", "/office.js") => self.script(),
            ("POST", "/office/ask") => match serde_json::from_slice(&request.body) {
                Ok(ask) => document(200, &self.decide(&ask)),
                Err(error) => document(400, &json!({ "error": error.to_string() })),
            },
            (_, "/office.js" | "/office/ask") => Response::new(405),
            _ => Response::new(404),
        }
    }

    fn edition(&self) -> Edition {
        Edition::of(&self.rules.profile)
    }

    /// The script, with what it has to know of the world in front.
    fn script(&mut self) -> Response {
        let edition = self.edition();
        let (application, platform) = {
            let office = &self.settings.office;
            (office.application, office.platform)
        };
        let options = CallOption::of(edition).map(|option| {
            let (kind, default) = match option.of {
                OptionType::Boolean => ("boolean", json!(false)),
                OptionType::String => ("string", json!("")),
                OptionType::Number => ("number", json!(0)),
                OptionType::AccountTypeFilter => ("filter", json!("noFilter")),
            };
            json!({ "name": option.name, "type": kind, "default": default })
        });
        let options: Vec<_> = options.collect();
        let announced = sets::announced(application, platform, self.rules);
        let announced = announced
            .iter()
            .filter_map(|(name, version)| Some((name.to_lowercase(), json!(version.as_text()?))));
        let surfaces = |object| {
            let found = Surface::of_object(object, application, self.rules).unwrap_or_default();
            let names = found.iter().map(|surface| surface.name());
            names.collect::<Vec<_>>()
        };
        let calls = json!({
            "Office.context.auth": surfaces("Office.context.auth"),
            "Office.auth": surfaces("Office.auth"),
            "OfficeRuntime.auth": surfaces("OfficeRuntime.auth"),
        });
        let sets: Map<_, _> = announced.collect();
        // The page cannot wait for an answer before its call returns, so it is given one to keep.
        let at_once = (self.fault == Some(fault::Office::AtOnce)).then(|| {
            let calls = [
                Surface::GetAccessTokenAsync,
                Surface::RequestAuthTokenAsync,
                Surface::GetAccessToken,
            ];
            let answers = calls.map(|call| {
                let ask = Ask {
                    call: call.name().to_owned(),
                    options: Map::new(),
                    others: 0,
                };
                (ask.call.clone(), self.decide(&ask))
            });
            answers.into_iter().collect::<Map<_, _>>()
        });
        let settings = json!({
            "address": self.base,
            "edition": edition.choice().value,
            "application": application.name(),
            "platform": platform.name(),
            "options": options,
            "sets": sets,
            "calls": calls,
            "atOnce": at_once,
            "proved": self.settings.office.proved.as_ref().map(|proved| {
                json!({ "case": proved.case, "start": proved.start })
            }),
        });
        // `<` would end the script where a page holds it.
        let settings = settings.to_string().replace('<', "\\u003c");
        Response::new(200)
            .with_header("Content-Type", "text/javascript; charset=utf-8")
            .with_header("Cache-Control", "no-store")
            .with_body(SCRIPT.replacen("/* settings */ null", &settings, 1))
    }

    /// What the host answers to a call.
    fn decide(&mut self, ask: &Ask) -> serde_json::Value {
        let edition = self.edition();
        let stand = match self.fault {
            Some(fault::Office::Code(code)) => Stand::Fails(code),
            _ => self.stand(ask, edition),
        };
        let mut answer = match stand {
            Stand::Gives(account, _) => match self.token(account) {
                Some(token) if ask.call == Surface::RequestAuthTokenAsync.name() => {
                    let directory = match account {
                        Account::Personal => "microsoft",
                        _ => "organizational",
                    };
                    json!({ "identities": [{ "DirectoryType": directory, "AccessToken": token }] })
                }
                Some(token) => json!({ "token": token }),
                // The authority gives none, so the host has none.
                None => failure(13007, edition),
            },
            Stand::Fails(code) => failure(code, edition),
            Stand::Asks(_) => failure(13002, edition),
        };
        let (twice, never, after_ms) = match (self.fault, self.settings.office.host.answers) {
            (Some(fault::Office::Twice), _) => (true, false, 0),
            (Some(fault::Office::Never), _) => (false, true, 0),
            (Some(fault::Office::AfterMs(ms)), _) => (false, false, ms),
            (_, Answers::Later) => (false, false, 0),
            (_, Answers::AfterMs(ms)) => (false, false, u64::try_from(ms).unwrap_or_default()),
            (_, Answers::Twice) => (true, false, 0),
            (_, Answers::Never) => (false, true, 0),
        };
        answer["twice"] = twice.into();
        answer["never"] = never.into();
        answer["afterMs"] = after_ms.into();
        answer
    }

    /// Where the host stands in the end: the user acts at every prompt as the world has it.
    fn stand(&mut self, ask: &Ask, edition: Edition) -> Stand {
        let mut wishes = Wishes::none(edition);
        for option in CallOption::of(edition) {
            let value = match ask.options.get(option.name) {
                Some(serde_json::Value::Bool(held)) => Value::Boolean(*held),
                Some(serde_json::Value::String(held)) => Value::text(held),
                _ => continue,
            };
            wishes.set(option.name, value);
        }
        let office = &mut self.settings.office;
        let mut host = Host {
            application: office.application,
            platform: office.platform,
            world: office.host.clone(),
        };
        let deed = match office.user {
            UserDoes::Agrees => Deed::Agrees,
            UserDoes::Declines => Deed::Declines,
        };
        let mut request = HostRequest::new(wishes);
        let mut stand = host.take(&mut request, ask.others, self.rules);
        // Every question is asked once, and there are four.
        for _ in 0..4 {
            if !matches!(stand, Stand::Asks(_)) {
                break;
            }
            match host.act(&mut request, deed, None, self.rules) {
                Some(next) => stand = next,
                None => break,
            }
        }
        office.host = host.world;
        stand
    }

    /// A token of a user for the service of the add-in: Office gets it from the authority as any
    /// client would, in the name of the user.
    fn token(&mut self, account: Account) -> Option<String> {
        let service = self.settings.office.service.clone();
        let authority = &mut self.settings.authority;
        let directory = &authority.directory;
        let home = &directory.tenants.first()?.id;
        let mut accounts = directory.accounts.iter();
        let user = accounts.find(|held| match account {
            Account::Work => held.tenant == *home,
            Account::OtherWork => held.tenant != *home && !held.is_personal(),
            Account::Personal => held.is_personal(),
            Account::OnPremises => false,
        })?;
        let (username, password) = (user.username.clone(), user.password.clone());
        let office = directory.app(jwt::OFFICE_CLIENTS[0])?;
        let (client, redirect_uri) = (office.id.clone(), office.redirect_uris.first()?.uri.clone());
        let resource = directory.app(&service)?.resource.as_ref()?;
        let scope = format!("{}/{}", resource.uris.first()?, resource.scopes.first()?);
        let encode = |pairs: &[(&str, &str)]| {
            form_urlencoded::Serializer::new(String::new())
                .extend_pairs(pairs)
                .finish()
        };
        let rules = self.rules.made_sound();
        let (now, chance) = (self.now, &mut *self.chance);
        let mut ask = |method: &str, target: &str, body: String| {
            let request = Request::new(method, target)
                .with_header("Content-Type", "application/x-www-form-urlencoded")
                .with_body(body);
            oauth::authority::handle(authority, now, chance, &request, &rules)
        };
        // RFC 7636, appendix B.
        let (verifier, challenge) = (
            "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        );
        let query = encode(&[
            ("client_id", &client),
            ("redirect_uri", &redirect_uri),
            ("response_type", "code"),
            ("scope", &scope),
            ("login_hint", &username),
            ("code_challenge", challenge),
            ("code_challenge_method", "S256"),
        ]);
        let page = ask(
            "GET",
            &format!("/common/oauth2/v2.0/authorize?{query}"),
            String::new(),
        );
        let form = oauth::read_forms(&String::from_utf8(page.body).ok()?)
            .into_iter()
            .next()?;
        let flow = form
            .fields
            .iter()
            .find(|(name, _)| name == "flow")?
            .1
            .clone();
        let typed = encode(&[
            ("flow", &flow),
            ("username", &username),
            ("password", password.as_deref().unwrap_or_default()),
            ("action", "sign-in"),
        ]);
        let sent = ask("POST", "/common/login", typed);
        let location = sent.headers.one("location")?;
        let query = location.split_once('?')?.1;
        let code = form_urlencoded::parse(query.as_bytes())
            .find(|(name, _)| name == "code")?
            .1;
        let grant = encode(&[
            ("grant_type", "authorization_code"),
            ("client_id", &client),
            ("redirect_uri", &redirect_uri),
            ("code", &code),
            ("code_verifier", verifier),
        ]);
        let given = ask("POST", "/common/oauth2/v2.0/token", grant);
        let given: serde_json::Value = serde_json::from_slice(&given.body).ok()?;
        given["access_token"].as_str().map(str::to_owned)
    }
}

fn failure(code: i64, edition: Edition) -> serde_json::Value {
    json!({ "code": code, "name": error_code::name(code, false, edition) })
}

fn document(status: u16, value: &serde_json::Value) -> Response {
    Response::new(status)
        .with_header("Content-Type", "application/json")
        .with_header("Cache-Control", "no-store")
        .with_body(value.to_string())
}
