//! From choices to inputs. About half of what is made is nearly right; nothing here judges.

use conformance::arbitrary::{Result, Unstructured};

use crate::account::Account;
use crate::addin::{Answer, Need, Response};
use crate::application::{Application, Platform};
use crate::error_code::ERROR_CODES;
use crate::host::{Answers, Consent, Deed, Generation, SetUp, User, World};
use crate::mailbox::{Home, Mailbox, Permission};
use crate::options::OPTIONS;
use crate::step::{Act, Call, Change, Given, Loss, Reply, Step, print_steps};
use crate::value::{Function, Object, Value};

type Choices<'c, 'd> = &'c mut Unstructured<'d>;

pub(crate) const ASYNC: &str = "Office.context.auth.getAccessTokenAsync";
pub(crate) const DRAFT: &str = "Office.context.auth.requestAuthTokenAsync";
pub(crate) const PROMISE: &str = "OfficeRuntime.auth.getAccessToken";
pub(crate) const IDENTITY: &str = "Office.context.mailbox.getUserIdentityTokenAsync";
pub(crate) const CALLBACK_TOKEN: &str = "Office.context.mailbox.getCallbackTokenAsync";
pub(crate) const EWS: &str = "Office.context.mailbox.makeEwsRequestAsync";
pub(crate) const CHECK: &str = "Office.context.requirements.isSetSupported";

fn written(steps: &[Step]) -> Vec<u8> {
    print_steps(steps).into_bytes()
}

fn one_in(u: Choices<'_, '_>, count: u32) -> Result<bool> {
    u.ratio(1, count)
}

fn choose<T: Clone>(u: Choices<'_, '_>, from: &[T]) -> Result<T> {
    u.choose(from).cloned()
}

fn call(path: &str, arguments: Vec<Value>) -> Step {
    Step::Call(Call {
        path: path.to_owned(),
        arguments,
    })
}

/// A value of any kind.
fn value(u: Choices<'_, '_>) -> Result<Value> {
    let simple = [
        Value::Undefined,
        Value::Null,
        Value::Boolean(false),
        Value::Boolean(true),
        Value::number(0),
        Value::number(-0.0),
        Value::number(1.5),
        Value::number(f64::NAN),
        Value::number(f64::INFINITY),
        Value::text(""),
        Value::text("x"),
        Value::BigInt("0".to_owned()),
        Value::BigInt("10".to_owned()),
        Value::Symbol("s".to_owned()),
        Value::function("g"),
        Value::object([("a", Value::number(1))]),
        Value::Object(Object {
            items: Some(vec![Value::Null]),
            ..Object::default()
        }),
    ];
    choose(u, &simple)
}

/// A value for an option of this place in the table, mostly of its type.
fn option_value(u: Choices<'_, '_>, place: usize) -> Result<Value> {
    if one_in(u, 4)? {
        return value(u);
    }
    Ok(match OPTIONS[place].name {
        "authChallenge" => Value::text(claims(u)?),
        "enableNewHosts" => Value::number(u.int_in_range(0..=3)?),
        "accountTypeFilter" => Value::text(choose(u, &["noFilter", "aad", "msa", "all"])?),
        _ => Value::Boolean(u.arbitrary()?),
    })
}

/// Claims as Entra demands them, with white space and characters that tempt to tidy.
fn claims(u: Choices<'_, '_>) -> Result<String> {
    let spaces = ["", " ", "\n", "  "];
    let (before, within) = (choose(u, &spaces)?, choose(u, &spaces)?);
    let name = choose(u, &["polids", "acrs", "n\u{e4}me", "a\\u0062"])?;
    Ok(format!(
        "{before}{{\"access_token\":{within}{{\"{name}\":{{\"essential\":true}}}}}}"
    ))
}

/// An options object.
fn options(u: Choices<'_, '_>, label: Option<&str>) -> Result<Value> {
    let mut object = Object {
        label: label.map(str::to_owned),
        ..Object::default()
    };
    for _ in 0..u.int_in_range(0..=3)? {
        let place = u.choose_index(OPTIONS.len())?;
        let value = option_value(u, place)?;
        match one_in(u, 8)? {
            true => object
                .inherited
                .push((OPTIONS[place].name.to_owned(), value)),
            false => object.set(OPTIONS[place].name, value),
        }
    }
    if one_in(u, 4)? {
        object.set("asyncContext", value(u)?);
    }
    if one_in(u, 6)? {
        let held = [
            Value::function("h"),
            Value::number(5),
            Value::number(0),
            Value::Null,
        ];
        object.set("callback", choose(u, &held)?);
    }
    if one_in(u, 6)? {
        object.set("unknown", value(u)?);
    }
    Ok(Value::Object(object))
}

fn argument(u: Choices<'_, '_>) -> Result<Value> {
    match u.int_in_range(0..=9)? {
        0..=3 => Ok(Value::function(choose(u, &["f", "g"])?)),
        4..=7 => options(u, None),
        _ => value(u),
    }
}

/// One call or two, with any arguments.
pub(crate) fn arguments(u: Choices<'_, '_>) -> Result<Vec<u8>> {
    let mut steps = Vec::new();
    let path = choose(u, &[ASYNC, ASYNC, ASYNC, DRAFT, PROMISE])?;
    let first = match path {
        _ if one_in(u, 3)? => {
            let count = u.int_in_range(0..=3)?;
            (0..count).map(|_| argument(u)).collect::<Result<_>>()?
        }
        DRAFT => {
            let actions = ["forceAddinConsent", "forceAddAccount", "forceConsent", ""];
            let action = Value::text(choose(u, &actions)?);
            vec![Value::function("f"), action]
        }
        PROMISE => vec![options(u, Some("o"))?],
        _ => vec![options(u, Some("o"))?, Value::function("f")],
    };
    let labelled = matches!(first.first(), Some(Value::Object(object)) if object.label.is_some());
    steps.push(call(path, first));
    if labelled && one_in(u, 2)? {
        let again = Value::Same("o".to_owned());
        let second = match u.int_in_range(0..=2)? {
            0 => vec![again],
            1 => vec![again, Value::function("g")],
            _ => vec![Value::function("g"), again],
        };
        steps.push(call(choose(u, &[ASYNC, PROMISE])?, second));
        steps.push(Step::Look("o".to_owned()));
    }
    Ok(written(&steps))
}

fn reply(u: Choices<'_, '_>, to: usize) -> Result<Reply> {
    let mut reply = Reply {
        to,
        ..Reply::default()
    };
    match u.int_in_range(0..=7)? {
        0..=3 => reply.token = Some(Value::text(format!("t{}", u.int_in_range(1..=9)?))),
        4 => {
            reply.token = Some(choose(
                u,
                &[Value::text(""), Value::Null, Value::Undefined],
            )?)
        }
        5 => reply.lost = Some(choose(u, &[Loss::AccessDenied, Loss::Other])?),
        _ => {
            let known = choose(u, ERROR_CODES)?;
            reply.code = Some(if one_in(u, 3)? {
                u.int_in_range(1..=99_999)?
            } else {
                known.code
            });
        }
    }
    Ok(reply)
}

/// Some calls that overlap, and replies to them in any order, late, twice or never.
pub(crate) fn replies(u: Choices<'_, '_>) -> Result<Vec<u8>> {
    let platform = choose(u, &[Platform::Windows, Platform::Web])?;
    let mut steps = vec![Step::Given(Given {
        platform: Some(platform),
        ..Given::default()
    })];
    let calls = u.int_in_range(1..=4)?;
    let mut made = 0;
    for _ in 0..u.int_in_range(2..=10)? {
        if made < calls && (made == 0 || one_in(u, 2)?) {
            made += 1;
            let context = Value::object([("asyncContext", Value::number(made as u32))]);
            steps.push(match one_in(u, 5)? {
                true => call(PROMISE, vec![]),
                false => call(ASYNC, vec![context, Value::function("f")]),
            });
        } else if one_in(u, 8)? {
            steps.push(Step::WaitMs(u.int_in_range(0..=100_000)?));
        } else {
            let to = u.int_in_range(1..=made)?;
            steps.push(Step::Reply(reply(u, to)?));
        }
    }
    Ok(written(&steps))
}

/// A call with a context of any kind, and a reply.
pub(crate) fn contexts(u: Choices<'_, '_>) -> Result<Vec<u8>> {
    let context = match one_in(u, 3)? {
        true => {
            let members = vec![("a".to_owned(), value(u)?)];
            let label = Some("context".to_owned());
            Value::Object(Object {
                members,
                label,
                ..Object::default()
            })
        }
        false => value(u)?,
    };
    let arguments = vec![
        Value::object([("asyncContext", context)]),
        Value::function("f"),
    ];
    let steps = vec![call(ASYNC, arguments), Step::Reply(reply(u, 1)?)];
    Ok(written(&steps))
}

/// A call of any kind, and a reply to it.
pub(crate) fn results(u: Choices<'_, '_>) -> Result<Vec<u8>> {
    let path = choose(u, &[ASYNC, ASYNC, DRAFT, IDENTITY, CALLBACK_TOKEN])?;
    let mut reply = reply(u, 1)?;
    let mut given = Given::default();
    match path {
        DRAFT if one_in(u, 2)? => {
            let accounts = u.int_in_range(0..=2)?;
            let account = |u: Choices<'_, '_>, place| {
                let account = choose(u, &[Account::Work, Account::Personal])?;
                Ok((account, format!("t{place}")))
            };
            let identities = (0..accounts)
                .map(|place| account(u, place))
                .collect::<Result<_>>()?;
            reply = Reply {
                to: 1,
                identities: Some(identities),
                ..Reply::default()
            };
        }
        ASYNC | DRAFT => {}
        _ => {
            given.application = Some(Application::Outlook);
            if one_in(u, 2)? {
                reply.diagnostics = Some(Value::object([("HTTPCode", Value::text("401"))]));
            }
        }
    }
    if one_in(u, 3)? {
        given.platform = Some(Platform::Web);
    }
    let call = call(path, vec![Value::function("f")]);
    Ok(written(&[Step::Given(given), call, Step::Reply(reply)]))
}

/// A call with sound options, to a host of any kind.
pub(crate) fn messages(u: Choices<'_, '_>) -> Result<Vec<u8>> {
    let mut given = Given {
        platform: Some(choose(
            u,
            &[Platform::Windows, Platform::Mac, Platform::Web],
        )?),
        single_sign_on_host: u.arbitrary()?,
        ..Given::default()
    };
    if u.arbitrary()? {
        let version = choose(u, &["1.1", "1.1", "0.9"])?;
        given.sets = Some(vec![("JsonPayloadSSO".to_owned(), Value::text(version))]);
    }
    let mut object = Object::default();
    for _ in 0..u.int_in_range(0..=5)? {
        let option = choose(u, OPTIONS)?;
        let held = match option.name {
            "authChallenge" => Value::text(claims(u)?),
            "enableNewHosts" => choose(u, &[Value::number(3), Value::number(f64::NAN)])?,
            "accountTypeFilter" => Value::text(choose(u, &["noFilter", "aad", "msa"])?),
            _ => Value::Boolean(u.arbitrary()?),
        };
        object.set(option.name, held);
    }
    let call = call(ASYNC, vec![Value::Object(object), Value::function("f")]);
    Ok(written(&[Step::Given(given), call]))
}

/// A version: mostly two numbers with a dot between them.
fn version(u: Choices<'_, '_>) -> Result<String> {
    let number = |u: Choices<'_, '_>| u.int_in_range(0..=12u8);
    Ok(match u.int_in_range(0..=9)? {
        0..=5 => format!("{}.{}", number(u)?.min(2), number(u)?),
        6 => format!("{}.{}.{}", number(u)?.min(2), number(u)?, number(u)?),
        7 => number(u)?.to_string(),
        8 => choose(u, &["", "x", "1.x", " 1.1 ", "1.", "1,1"])?.to_owned(),
        _ => format!("{}.0{}", number(u)?.min(2), number(u)?),
    })
}

/// A host that announces some sets, and checks for some.
pub(crate) fn checks(u: Choices<'_, '_>) -> Result<Vec<u8>> {
    let names = ["IdentityAPI", "ExcelApi", "SSOAddin"];
    let mut given = Given {
        application: Some(choose(u, &Application::ALL)?),
        ..Given::default()
    };
    match u.int_in_range(0..=5)? {
        0 => given.announces_nothing = true,
        1 => {}
        _ => {
            let set = |u: Choices<'_, '_>, name: &str| {
                let plain = format!("{}.{}", u.int_in_range(0..=2)?, u.int_in_range(0..=12)?);
                Ok((name.to_owned(), Value::text(plain)))
            };
            given.sets = Some(
                names
                    .iter()
                    .map(|name| set(u, name))
                    .collect::<Result<_>>()?,
            );
        }
    }
    let mut steps = vec![Step::Given(given)];
    for _ in 0..u.int_in_range(1..=3)? {
        let spelled = [
            "IdentityAPI",
            "identityapi",
            "SSOAddIn",
            "ExcelAPI",
            "Nothing",
        ];
        let name = match one_in(u, 8)? {
            true => value(u)?,
            false => Value::text(choose(u, &spelled)?),
        };
        let version = match u.int_in_range(0..=5)? {
            0 => choose(u, &[Value::Undefined, Value::Null, Value::Boolean(true)])?,
            1 => Value::number(f64::from(u.int_in_range(0..=30u8)?) / 10.0),
            _ => Value::text(version(u)?),
        };
        steps.push(call(CHECK, vec![name, version]));
    }
    Ok(written(&steps))
}

fn world(u: Choices<'_, '_>) -> Result<World> {
    let users = [
        User::Nobody,
        User::Is(Account::Work),
        User::Is(Account::Work),
        User::Is(Account::Personal),
        User::Is(Account::OnPremises),
    ];
    let consents = [
        Consent::Stands,
        Consent::Stands,
        Consent::Missing,
        Consent::Revoked,
    ];
    let set_ups = [
        SetUp::NoWebApplication,
        SetUp::WrongResource,
        SetUp::NotPreauthorized,
    ];
    let set_ups_that_work = [
        SetUp::Sound,
        SetUp::Sound,
        SetUp::Sideloaded,
        SetUp::WithinTeams,
    ];
    Ok(World {
        user: choose(u, &users)?,
        consent: choose(u, &consents)?,
        graph_consent: u.arbitrary()?,
        set_up: match one_in(u, 8)? {
            true => choose(u, &set_ups)?,
            false => choose(u, &set_ups_that_work)?,
        },
        generation: choose(u, &[None, Some(Generation::Older), Some(Generation::Newer)])?,
        dialog_open: one_in(u, 6)?,
        throttled: one_in(u, 10)?,
        fails: None,
        answers: choose(u, &[Answers::Later, Answers::Later, Answers::AfterMs(50)])?,
    })
}

fn change(u: Choices<'_, '_>) -> Result<Change> {
    let mut change = Change::default();
    match u.int_in_range(0..=3)? {
        0 => change.user = Some(choose(u, &[User::Nobody, User::Is(Account::OtherWork)])?),
        1 => change.consent = Some(choose(u, &[Consent::Outdated, Consent::Revoked])?),
        2 => change.dialog_open = Some(u.arbitrary()?),
        _ => change.throttled = Some(u.arbitrary()?),
    }
    Ok(change)
}

/// Calls to a host that answers by itself, what its user does, and what changes meanwhile.
pub(crate) fn histories(u: Choices<'_, '_>) -> Result<Vec<u8>> {
    let applications = [
        Application::Excel,
        Application::Outlook,
        Application::Word,
        Application::Project,
    ];
    let given = Given {
        application: Some(choose(u, &applications)?),
        platform: Some(choose(u, &Platform::ALL)?),
        host: Some(world(u)?),
        ..Given::default()
    };
    let mut steps = vec![Step::Given(given)];
    let mut calls = 0;
    for _ in 0..u.int_in_range(1..=8)? {
        steps.push(match u.int_in_range(0..=9)? {
            0..=4 if calls < 4 => {
                calls += 1;
                wish(u)?
            }
            5..=7 if calls > 0 => Step::User(Act {
                call: calls,
                does: choose(u, &[Deed::Agrees, Deed::Agrees, Deed::Declines])?,
                account: choose(
                    u,
                    &[None, Some(Account::OtherWork), Some(Account::Personal)],
                )?,
            }),
            8 => Step::WaitMs(50),
            _ => Step::Change(change(u)?),
        });
    }
    Ok(written(&steps))
}

fn wish(u: Choices<'_, '_>) -> Result<Step> {
    if one_in(u, 4)? {
        let action = choose(u, &["forceAddinConsent", "forceAddAccount"])?;
        return Ok(call(DRAFT, vec![Value::function("f"), Value::text(action)]));
    }
    let names = [
        "forceConsent",
        "forceAddAccount",
        "allowSignInPrompt",
        "allowConsentPrompt",
        "forMSGraphAccess",
    ];
    let mut object = Object::default();
    for name in names {
        if one_in(u, 3)? {
            object.set(name, Value::Boolean(true));
        }
    }
    if one_in(u, 6)? {
        object.set("authChallenge", Value::text(claims(u)?));
    }
    Ok(call(
        ASYNC,
        vec![Value::Object(object), Value::function("f")],
    ))
}

/// One mailbox call with any arguments.
pub(crate) fn mailbox_calls(u: Choices<'_, '_>) -> Result<Vec<u8>> {
    let permissions = [
        Permission::ReadWriteMailbox,
        Permission::ReadWriteMailbox,
        Permission::ReadItem,
        Permission::Restricted,
    ];
    let homes = [
        Home::OnPremises,
        Home::OnPremises,
        Home::ExchangeOnline,
        Home::OutlookCom,
    ];
    let mailbox = Mailbox {
        permission: choose(u, &permissions)?,
        home: choose(u, &homes)?,
    };
    let given = Given {
        application: Some(Application::Outlook),
        host: Some(World::default()),
        mailbox: Some(mailbox),
        ..Given::default()
    };
    let path = choose(u, &[IDENTITY, CALLBACK_TOKEN, EWS])?;
    let mut arguments = Vec::new();
    if path == EWS {
        arguments.push(if one_in(u, 6)? {
            value(u)?
        } else {
            Value::text(ews_request(u)?)
        });
    }
    let context = Value::object([("asyncContext", Value::number(7))]);
    let rest = match u.int_in_range(0..=6)? {
        0 => vec![],
        1 | 2 => vec![Value::function("f")],
        3 => vec![Value::function("f"), value(u)?],
        4 => vec![context, Value::function("f")],
        5 => vec![value(u)?, value(u)?],
        _ => vec![argument(u)?, argument(u)?, argument(u)?],
    };
    arguments.extend(rest);
    Ok(written(&[Step::Given(given), call(path, arguments)]))
}

fn ews_request(u: Choices<'_, '_>) -> Result<String> {
    let operations = [
        "GetItem",
        "SendItem",
        "GetClientAccessToken",
        "GetAppManifests",
        "getItem",
    ];
    let padding = " ".repeat(if one_in(u, 32)? { 1_000_000 } else { 0 });
    Ok(ews_envelope(choose(u, &operations)?) + &padding)
}

/// A request for an operation of Exchange.
pub(crate) fn ews_envelope(operation: &str) -> String {
    format!(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>\
         <m:{operation} xmlns:m=\"http://schemas.microsoft.com/exchange/services/2006/messages\"/>\
         </s:Body></s:Envelope>"
    )
}

/// What an add-in is told to get, and how the host and its service answer.
pub(crate) fn answers(u: Choices<'_, '_>) -> Result<Vec<u8>> {
    let mut steps = Vec::new();
    if one_in(u, 6)? {
        let application = Some(choose(u, &Application::ALL)?);
        steps.push(Step::Given(Given {
            application,
            ..Given::default()
        }));
    }
    let (graph, new_consent) = (u.arbitrary()?, u.arbitrary()?);
    steps.push(Step::Need(Need { graph, new_consent }));
    for _ in 0..u.int_in_range(1..=5)? {
        let mut answer = Answer::default();
        match u.int_in_range(0..=5)? {
            0 | 1 => answer.value = Some(answered_value(u)?),
            2 => answer.code = Some(u.int_in_range(1..=99_999)?),
            3 => answer.code = Some(choose(u, &[13_001, 13_008, 13_013])?),
            _ => answer.code = Some(choose(u, ERROR_CODES)?.code),
        }
        if answer.code.is_some() && u.arbitrary()? {
            answer.name = Some(choose(u, &["Interner Fehler", "Internal Error", ""])?.to_owned());
        }
        if one_in(u, 3)? {
            answer.times = Some(u.int_in_range(0..=9)?);
        }
        steps.push(Step::Answer(answer));
        if one_in(u, 2)? {
            steps.push(Step::Service(match u.int_in_range(0..=3)? {
                0 => Response {
                    status: 401,
                    claims: Some(claims(u)?),
                    location: None,
                },
                1 => {
                    let location = Some("https://elsewhere.example/".to_owned());
                    Response {
                        status: 302,
                        claims: None,
                        location,
                    }
                }
                2 => Response {
                    status: 403,
                    ..Response::default()
                },
                _ => Response {
                    status: 200,
                    ..Response::default()
                },
            }));
        }
    }
    Ok(written(&steps))
}

fn answered_value(u: Choices<'_, '_>) -> Result<Value> {
    choose(u, &answered_values())
}

/// What a host may answer an add-in with, in the shape of this edition or of another.
pub(crate) fn answered_values() -> Vec<Value> {
    let token = || Value::text("t1");
    let identity = Value::object([
        ("DirectoryType", Value::text("d")),
        ("AccessToken", token()),
    ]);
    vec![
        token(),
        token(),
        Value::object([("accessToken", token())]),
        Value::object([("accessToken", token())]),
        Value::Object(Object {
            items: Some(vec![identity]),
            ..Object::default()
        }),
        Value::text(""),
        Value::Null,
        Value::Undefined,
        Value::number(1),
    ]
}

/// The JSON text of a result, nearly right.
pub(crate) fn result_texts(u: Choices<'_, '_>) -> Result<Vec<u8>> {
    let tagged = u.arbitrary()?;
    let succeeded: bool = u.arbitrary()?;
    let mut members: Vec<(&str, String)> = Vec::new();
    if succeeded {
        members.push(("value", value_text(u, tagged)?));
    } else if one_in(u, 2)? {
        let odd = one_in(u, 4)?;
        members.push((
            "value",
            if odd {
                value_text(u, tagged)?
            } else {
                undefined(tagged)
            },
        ));
    }
    let status = if succeeded {
        r#""succeeded""#
    } else {
        r#""failed""#
    };
    let odd_status = choose(u, &[r#""success""#, "0", "1", "true"])?;
    members.push((
        "status",
        if one_in(u, 6)? { odd_status } else { status }.to_owned(),
    ));
    if !succeeded || one_in(u, 6)? {
        members.push(("error", error_text(u, tagged)?));
    }
    if one_in(u, 4)? {
        members.push((
            "asyncContext",
            choose(u, &["0", "1", r#""""#, "false", "true"])?.into(),
        ));
    }
    if one_in(u, 6)? {
        members.push(("diagnostics", object_text(&[], tagged, None)));
    }
    let mut locked: Vec<&str> = members.iter().map(|(name, _)| *name).collect();
    if one_in(u, 4)? {
        locked.pop();
    }
    let locked = u.arbitrary::<bool>()?.then_some(locked);
    Ok(object_text(&members, tagged, locked.as_deref()).into_bytes())
}

fn undefined(tagged: bool) -> String {
    if tagged {
        r#"{"is":"undefined"}"#
    } else {
        "null"
    }
    .to_owned()
}

/// The text of a value, mostly one that some edition knows.
fn value_text(u: Choices<'_, '_>, tagged: bool) -> Result<String> {
    let object = |members: &[(&str, String)]| object_text(members, tagged, None);
    let array = |items: &str| match tagged {
        true => format!("{{\"array\":[{items}]}}"),
        false => format!("[{items}]"),
    };
    let bare = || r#""t1""#.to_owned();
    let identity = object(&[
        ("DirectoryType", r#""d""#.to_owned()),
        ("AccessToken", bare()),
    ]);
    let half = object(&[("AccessToken", bare())]);
    let known = [bare(), object(&[("accessToken", bare())]), array(&identity)];
    let odd = [
        r#""""#.to_owned(),
        undefined(tagged),
        array(""),
        array(&half),
        array(&bare()),
        "7".to_owned(),
    ];
    if one_in(u, 3)? {
        choose(u, &odd)
    } else {
        choose(u, &known)
    }
}

/// The text of an error, mostly a whole one.
fn error_text(u: Choices<'_, '_>, tagged: bool) -> Result<String> {
    let text = || r#""t""#.to_owned();
    let code = choose(u, &["13001", "13001", "9040", r#""13001""#, "1.5"])?;
    let mut members = vec![
        ("name", text()),
        ("message", text()),
        ("code", code.to_owned()),
    ];
    match u.int_in_range(0..=5)? {
        0 => members.truncate(2),
        1 => members.push(("stack", text())),
        2 => return Ok(undefined(tagged)),
        _ => {}
    }
    Ok(object_text(&members, tagged, None))
}

fn object_text(members: &[(&str, String)], tagged: bool, locked: Option<&[&str]>) -> String {
    let separator = if tagged { "," } else { ":" };
    let member = |(name, value): &(&str, String)| {
        let pair = format!("\"{name}\"{separator}{value}");
        if tagged { format!("[{pair}]") } else { pair }
    };
    let members: Vec<String> = members.iter().map(member).collect();
    let members = members.join(",");
    match (tagged, locked) {
        (false, _) => format!("{{{members}}}"),
        (true, None) => format!("{{\"object\":[{members}]}}"),
        (true, Some(locked)) => {
            let locked: Vec<String> = locked.iter().map(|name| format!("\"{name}\"")).collect();
            format!(
                "{{\"object\":[{members}],\"locked\":[{}]}}",
                locked.join(",")
            )
        }
    }
}

/// A manifest or a bare fragment of one, nearly right.
pub(crate) fn manifests(u: Choices<'_, '_>) -> Result<Vec<u8>> {
    if one_in(u, 3)? {
        return Ok(requirements(u)?.into_bytes());
    }
    let kinds = ["TaskPaneApp", "ContentApp", "MailApp", "MailApp"];
    let kind = if one_in(u, 10)? {
        "OtherApp"
    } else {
        choose(u, &kinds)?
    };
    let outlook = kind == "MailApp";
    let permissions = match outlook {
        true => ["Restricted", "ReadItem", "ReadWriteMailbox", "ReadDocument"],
        false => ["Restricted", "ReadDocument", "ReadWriteDocument", "None"],
    };
    let permission = choose(u, &permissions)?;
    let requirements = if one_in(u, 2)? {
        requirements(u)?
    } else {
        String::new()
    };
    let address = choose(
        u,
        &[
            "https://addin.example/app.html",
            "https://addin.example:8443/",
        ],
    )?;
    let source = format!("<SourceLocation DefaultValue=\"{address}\"/>");
    let settings = match outlook {
        true => format!("<FormSettings><Form>{source}</Form></FormSettings>"),
        false => format!("<DefaultSettings>{source}</DefaultSettings>"),
    };
    let overrides = if one_in(u, 4)? {
        String::new()
    } else {
        overrides(u, outlook)?
    };
    Ok(format!(
        "<OfficeApp xmlns=\"http://schemas.microsoft.com/office/appforoffice/1.1\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"{kind}\">\n\
         {requirements}{settings}<Permissions>{permission}</Permissions>{overrides}</OfficeApp>"
    )
    .into_bytes())
}

fn requirements(u: Choices<'_, '_>) -> Result<String> {
    let mut sets = String::new();
    for _ in 0..u.int_in_range(0..=2)? {
        let names = ["IdentityAPI", "SSOAddin", "Mailbox", ""];
        let name = choose(u, &names)?;
        let versions = [
            "",
            " MinVersion=\"1.3\"",
            " MinVersion=\"1\"",
            " MinVersion=\"1.x\"",
        ];
        let version = if one_in(u, 3)? {
            choose(u, &versions)?
        } else {
            ""
        };
        sets += &format!("<Set Name=\"{name}\"{version}/>");
    }
    if one_in(u, 10)? {
        sets += "<Other/>";
    }
    let defaults = [
        " DefaultMinVersion=\"1.1\"",
        "",
        " DefaultMinVersion=\"one\"",
    ];
    let default = if one_in(u, 4)? {
        choose(u, &defaults)?
    } else {
        defaults[0]
    };
    Ok(format!(
        "<Requirements><Sets{default}>{sets}</Sets></Requirements>"
    ))
}

fn overrides(u: Choices<'_, '_>, outlook: bool) -> Result<String> {
    let ids = [
        "5661fed9-f33d-4e95-b6cf-624a34a2f51d",
        "5661FED9-f33d-4e95-b6cf-624a34a2f51d",
    ];
    let id = if one_in(u, 8)? {
        "none"
    } else {
        choose(u, &ids)?
    };
    let domains = [
        "addin.example",
        "addin.example:8443",
        "ADDIN.example",
        "other.example",
    ];
    let domain = choose(u, &domains)?;
    let scheme = if one_in(u, 8)? { "https" } else { "api" };
    let scopes = [
        "<Scope>profile</Scope>",
        "<Scope>openid</Scope>",
        "<Scope>Mail.Read</Scope>",
    ];
    let count = if one_in(u, 4)? {
        u.int_in_range(0..=3)?
    } else {
        2
    };
    let application = format!(
        "<WebApplicationInfo><Id>{id}</Id><Resource>{scheme}://{domain}/{}</Resource>\
         <Scopes>{}</Scopes></WebApplicationInfo>",
        ids[0],
        scopes[..count].concat()
    );
    let after = if one_in(u, 8)? { "<Hosts/>" } else { "" };
    let sets = if one_in(u, 4)? {
        requirements(u)?
    } else {
        String::new()
    };
    let inner = format!("{sets}<Hosts/>{application}{after}");
    let deep = if one_in(u, 6)? { !outlook } else { outlook };
    let version = |version: &str, content: &str| {
        format!(
            "<VersionOverrides xmlns=\"http://schemas.microsoft.com/office/mailappversionoverrides\
             \" xsi:type=\"VersionOverridesV{version}\">{content}</VersionOverrides>"
        )
    };
    Ok(match deep {
        true => version("1_0", &version("1_1", &inner)),
        false => version("1_0", &inner),
    })
}

/// The parts of an identity token, nearly right: a line for the header, a line for the claims.
pub(crate) fn identity_tokens(u: Choices<'_, '_>) -> Result<Vec<u8>> {
    let pick = |u: Choices<'_, '_>, sound: &'static str, odd: &[&'static str]| {
        if one_in(u, 12)? {
            choose(u, odd)
        } else {
            Ok(sound)
        }
    };
    let typ = pick(u, r#""typ":"JWT","#, &["", r#""typ":"jwt","#])?;
    let alg = pick(
        u,
        r#""alg":"RS256""#,
        &[r#""alg":"none""#, r#""alg":"HS256""#],
    )?;
    let x5t = pick(u, r#","x5t":"Un6V7""#, &["", r#","x5t":"""#, r#","x5t":7"#])?;
    let aud = pick(
        u,
        r#""aud":"https://addin.example""#,
        &[r#""aud":["a"]"#, r#""aud":"""#],
    )?;
    let iss = pick(u, r#","iss":"exchange.example""#, &["", r#","iss":null"#])?;
    let dates = [
        "1505749527",
        "\"1505749527\"",
        "1505778327",
        "\"1505778327\"",
    ];
    let odd = [
        "true",
        "\"\"",
        "\" 1\"",
        "\"+5\"",
        "1.5",
        "null",
        "\"99999999999999999999\"",
    ];
    let nbf = if one_in(u, 10)? {
        choose(u, &odd)?
    } else {
        choose(u, &dates[..2])?
    };
    let exp = if one_in(u, 10)? {
        choose(u, &odd)?
    } else {
        choose(u, &dates)?
    };
    let version = pick(u, "ExIdTok.V1", &["ExIdTok.V2", "exidtok.v1", ""])?;
    let amurl = pick(
        u,
        r#","amurl":"https://exchange.example""#,
        &["", r#","amurl":1"#],
    )?;
    let user = pick(u, r#","msexchuid":"u""#, &["", r#","msexchuid":"""#])?;
    Ok(format!(
        "{{{typ}{alg}{x5t}}}\n{{{aud}{iss},\"nbf\":{nbf},\"exp\":{exp},\
         \"appctx\":{{\"version\":\"{version}\"{amurl}{user}}}}}"
    )
    .into_bytes())
}

/// A callback that throws, or none, and a host that answers at once.
pub(crate) fn answers_at_once(u: Choices<'_, '_>) -> Result<Vec<u8>> {
    let mut change = Change::default();
    let numbers = [
        0x800A_0046,
        0x8004_3200,
        0x800A_0005,
        0x8004_307F,
        0x8000_4005,
        -1,
        -2147209089,
    ];
    match u.arbitrary()? {
        true => change.throws = Some(choose(u, &numbers)?),
        false => change.answers_at_once = Some(Value::text("t1")),
    }
    let function = Function {
        name: "f".to_owned(),
        throws: u.arbitrary()?,
    };
    let arguments = match u.int_in_range(0..=3)? {
        0 => vec![Value::object([("callback", Value::number(5))])],
        1 => vec![],
        _ => vec![Value::Function(function)],
    };
    let platform = Some(choose(
        u,
        &[Platform::Windows, Platform::Windows, Platform::Web],
    )?);
    let given = Step::Given(Given {
        platform,
        ..Given::default()
    });
    let path = choose(u, &[ASYNC, ASYNC, ASYNC, PROMISE])?;
    let arguments = if path == PROMISE { vec![] } else { arguments };
    Ok(written(&[
        given,
        Step::Change(change),
        call(path, arguments),
    ]))
}
