//! From the arguments of a token call to what is asked of the host: who throws what, and when.

use conformance::{Id, Quirk, Rules};

use crate::edition::Edition;
use crate::heap::Heap;
use crate::options::{ACCOUNT_TYPE_FILTERS, CallOption, OptionType, Wishes};
use crate::value::{Kind, Object, Value};
use crate::{
    OFFICE_005, OFFICE_007, OFFICE_008, OFFICE_009, OFFICE_010, OFFICE_011, OFFICE_012, OFFICE_013,
    OFFICE_014, OFFICE_015, OFFICE_018, OFFICE_019, OFFICE_092, OFFICE_096, OFFICE_098,
};

/// Throws where nothing is passed.
pub(crate) const THROWS_WITHOUT_ARGUMENTS: Quirk = Quirk("throws-without-arguments");
/// Throws where the callback comes before the options.
pub(crate) const MINDS_THE_ORDER_OF_ARGUMENTS: Quirk = Quirk("minds-the-order-of-arguments");
/// Throws at options that it does not know.
pub(crate) const REFUSES_UNKNOWN_OPTIONS: Quirk = Quirk("refuses-unknown-options");
/// Throws at a context that could not be turned into JSON.
pub(crate) const REFUSES_CONTEXTS_THAT_JSON_LACKS: Quirk =
    Quirk("refuses-contexts-that-json-lacks");
/// Believes the table that calls `forceAddAccount` an object.
pub(crate) const TAKES_FORCE_ADD_ACCOUNT_FOR_AN_OBJECT: Quirk =
    Quirk("takes-force-add-account-for-an-object");
/// Takes both forced actions for the one that asks for consent.
pub(crate) const TAKES_ANY_FORCED_ACTION_FOR_CONSENT: Quirk =
    Quirk("takes-any-forced-action-for-consent");

/// A call whose arguments were taken.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Taken {
    /// What is asked of the host.
    pub wishes: Wishes,
    /// What is to be called back, if anything. The library does not make sure that it is a
    /// function.
    pub callback: Option<Value>,
    /// The context, if one was given.
    pub context: Option<Value>,
}

/// What came of the arguments of a call.
#[derive(Clone, Debug, PartialEq)]
pub enum Reading {
    /// The host is asked.
    Asks(Taken),
    /// The host is not asked, and the callback is given this code before the call returns.
    FailsAtOnce(Taken, i64),
    /// The documents do not say.
    Open,
}

/// A throw out of the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Throw {
    /// The requirement for which the arguments are refused.
    pub because: Id,
    /// What is thrown.
    pub thrown: Thrown,
}

/// What is thrown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thrown {
    /// An Error of this name; the documents promise none.
    Error(Option<&'static str>),
    /// A bare string.
    String,
}

const PARAMETER_COUNT: Thrown = Thrown::Error(Some("Sys.ParameterCountException"));
const ARGUMENT: Thrown = Thrown::Error(Some("Sys.ArgumentException"));
const UNNAMED: Thrown = Thrown::Error(None);

/// Throws this for a requirement, unless it is not in force.
pub(crate) fn refuse(
    rules: &Rules,
    id: Id,
    place: usize,
    thrown: Thrown,
    message: &'static str,
) -> Result<(), Throw> {
    let refused = rules.refuse(id, place, message);
    refused.map_err(|refusal| Throw {
        because: refusal.id,
        thrown,
    })
}

/// Reads the arguments of `getAccessTokenAsync`.
pub fn read(arguments: &[Value], heap: &mut Heap, rules: &Rules) -> Result<Reading, Throw> {
    if arguments.is_empty() && rules.does(THROWS_WITHOUT_ARGUMENTS) {
        return Err(Throw {
            because: OFFICE_005,
            thrown: UNNAMED,
        });
    }
    match Edition::of(&rules.profile) {
        Edition::Shipped => by_type(arguments, heap, rules),
        edition => by_place(arguments, edition, heap, rules),
    }
}

/// Reads the arguments of `getAccessToken`, which gives the callback itself.
pub fn read_for_promise(
    arguments: &[Value],
    heap: &mut Heap,
    rules: &Rules,
) -> Result<Reading, Throw> {
    let settle = Value::Any(Kind::Function);
    let first = arguments.first().filter(|first| first.is_truthy());
    let first = match first {
        Some(first) => first.clone(),
        None => Value::Same(heap.make(Object::default())),
    };
    let shipped = Edition::of(&rules.profile) == Edition::Shipped;
    if !shipped && first.kind() != Kind::Object {
        return Ok(Reading::Open);
    }
    match shipped {
        true => by_type(&[first, settle], heap, rules),
        false => by_place(&[first, settle], Edition::Doc2026, heap, rules),
    }
}

/// As the library does it: by `typeof`, from the last argument to the first.
fn by_type(arguments: &[Value], heap: &mut Heap, rules: &Rules) -> Result<Reading, Throw> {
    if arguments.len() > 2 {
        refuse(
            rules,
            OFFICE_007,
            2,
            PARAMETER_COUNT,
            "two arguments at most",
        )?;
    }
    if let [first, second, ..] = arguments
        && (first.kind(), second.kind()) == (Kind::Function, Kind::Object)
        && rules.does(MINDS_THE_ORDER_OF_ARGUMENTS)
    {
        return Err(Throw {
            because: crate::OFFICE_006,
            thrown: ARGUMENT,
        });
    }
    let mut options: Option<String> = None;
    let mut callback: Option<Value> = None;
    for (place, argument) in arguments.iter().take(2).enumerate().rev() {
        match argument.kind() {
            Kind::Object => {
                if options.is_some() {
                    refuse(
                        rules,
                        OFFICE_008,
                        place,
                        PARAMETER_COUNT,
                        "one object at most",
                    )?;
                }
                options = match argument {
                    Value::Null => None,
                    Value::Same(label) => Some(label.clone()),
                    _ => Some(heap.make(Object::default())),
                };
            }
            Kind::Function => {
                if callback.is_some() {
                    refuse(
                        rules,
                        OFFICE_009,
                        place,
                        PARAMETER_COUNT,
                        "one function at most",
                    )?;
                }
                callback = Some(argument.clone());
            }
            _ => refuse(
                rules,
                OFFICE_010,
                place,
                ARGUMENT,
                "neither an object nor a function",
            )?,
        }
    }
    let mut label = options.unwrap_or_else(|| heap.make(Object::default()));
    if !rules.demand(OFFICE_013) {
        let copy = heap.object(&label).clone();
        label = heap.make(copy);
    }
    fill(&label, callback, heap, rules)?;
    verify(heap.object(&label), rules)
}

/// Writes the defaults and the callback into the options object (OFFICE-013).
fn fill(label: &str, callback: Option<Value>, heap: &mut Heap, rules: &Rules) -> Result<(), Throw> {
    for option in CallOption::of(Edition::Shipped) {
        if !is_given(heap.object(label), option.name, rules) {
            heap.set(label, option.name, option.default());
        }
    }
    let Some(callback) = callback else {
        return Ok(());
    };
    let held = heap.object(label).member("callback");
    if held.is_some_and(Value::is_truthy) && rules.demand(OFFICE_011) {
        refuse(rules, OFFICE_012, 0, Thrown::String, "one callback at most")?;
    }
    heap.set(label, "callback", callback);
    Ok(())
}

fn is_given(object: &Object, name: &str, rules: &Rules) -> bool {
    let held = if rules.demand(OFFICE_014) {
        object.member(name)
    } else {
        object.own(name)
    };
    held.is_some()
}

/// Looks at the types of the options, in the order of the table, and takes them.
fn verify(object: &Object, rules: &Rules) -> Result<Reading, Throw> {
    let mut taken = Taken {
        wishes: Wishes::default(),
        callback: object
            .member("callback")
            .filter(|callback| callback.is_truthy())
            .cloned(),
        context: object.member("asyncContext").cloned(),
    };
    check_quirks(object, &taken, rules)?;
    let mut code = None;
    for option in CallOption::of(Edition::Shipped) {
        let value = object
            .member(option.name)
            .cloned()
            .unwrap_or(Value::Undefined);
        let of_filter = option.of == OptionType::AccountTypeFilter;
        let is_known = value
            .as_text()
            .is_some_and(|text| ACCOUNT_TYPE_FILTERS.contains(&text));
        if of_filter && matches!(value.kind(), Kind::String | Kind::Undefined) {
            if !is_known && rules.demand(OFFICE_019) {
                code = Some(5007);
            }
        } else if !option.takes(value.kind()) {
            refuse(
                rules,
                OFFICE_015,
                0,
                Thrown::String,
                "an option of another type",
            )?;
        }
        taken.wishes.set(option.name, value);
    }
    if taken
        .callback
        .as_ref()
        .is_some_and(|callback| callback.kind() != Kind::Function)
        && !rules.demand(OFFICE_018)
    {
        return Err(Throw {
            because: OFFICE_018,
            thrown: Thrown::String,
        });
    }
    Ok(match code {
        Some(code) => Reading::FailsAtOnce(taken, code),
        None => Reading::Asks(taken),
    })
}

/// What defective libraries look at besides.
fn check_quirks(object: &Object, taken: &Taken, rules: &Rules) -> Result<(), Throw> {
    let edition = Edition::of(&rules.profile);
    let throw = |because: Id| {
        Err(Throw {
            because,
            thrown: Thrown::String,
        })
    };
    let is_known = |name: &str| {
        CallOption::of(edition).any(|option| option.name == name)
            || matches!(name, "asyncContext" | "callback")
    };
    if rules.does(REFUSES_UNKNOWN_OPTIONS) && object.members.iter().any(|(name, _)| !is_known(name))
    {
        return throw(crate::OFFICE_016);
    }
    let json_lacks = |context: &Value| {
        !matches!(
            context.kind(),
            Kind::Boolean | Kind::Number | Kind::String | Kind::Object
        )
    };
    if rules.does(REFUSES_CONTEXTS_THAT_JSON_LACKS)
        && taken.context.as_ref().is_some_and(json_lacks)
    {
        return throw(crate::OFFICE_017);
    }
    let account = object.member("forceAddAccount");
    if rules.does(TAKES_FORCE_ADD_ACCOUNT_FOR_AN_OBJECT)
        && account.is_some_and(|account| account == &Value::Boolean(true))
    {
        return throw(crate::OFFICE_021);
    }
    Ok(())
}

/// As the documents show it: `(options, callback)`, where the options and today the callback too
/// may be left out. What they do not show is open.
fn by_place(
    arguments: &[Value],
    edition: Edition,
    heap: &Heap,
    rules: &Rules,
) -> Result<Reading, Throw> {
    let modern = edition == Edition::Doc2026;
    let (options, callback, place) = match arguments {
        [] if modern => (None, None, 0),
        [one] if modern && one.kind() == Kind::Object => (Some(one), None, 0),
        [callback] => (None, Some(callback), 0),
        [options, callback] => (Some(options), Some(callback), 1),
        _ => return Ok(Reading::Open),
    };
    let mut taken = Taken {
        wishes: Wishes::none(edition),
        ..Taken::default()
    };
    match callback {
        Some(callback) if callback.kind() == Kind::Function => {
            taken.callback = Some(callback.clone());
        }
        Some(Value::Undefined) if modern => return Ok(Reading::Open),
        Some(_) => {
            refuse(
                rules,
                OFFICE_092,
                place,
                UNNAMED,
                "the callback is a function",
            )?;
        }
        None => {}
    }
    let Some(options) = options else {
        return Ok(Reading::Asks(taken));
    };
    let Value::Same(label) = options else {
        return Ok(Reading::Open);
    };
    let object = heap.object(label);
    if !object.inherited.is_empty() || object.items.is_some() {
        return Ok(Reading::Open);
    }
    taken.context = object.own("asyncContext").cloned();
    check_quirks(object, &taken, rules)?;
    for option in CallOption::of(edition) {
        match object.own(option.name) {
            None => {}
            Some(value) if option.takes(value.kind()) => {
                taken.wishes.set(option.name, value.clone());
            }
            Some(_) => return Ok(Reading::Open),
        }
    }
    match object.own("callback") {
        Some(_) if edition == Edition::Doc2017 || taken.callback.is_some() => {
            return Ok(Reading::Open);
        }
        Some(held) if held.kind() != Kind::Function => return Ok(Reading::Open),
        Some(held) if rules.demand(OFFICE_011) => taken.callback = Some(held.clone()),
        _ => {}
    }
    Ok(Reading::Asks(taken))
}

/// Reads the arguments of `requestAuthTokenAsync`.
pub fn read_draft(arguments: &[Value], rules: &Rules) -> Result<Reading, Throw> {
    let mut taken = Taken {
        wishes: Wishes::none(Edition::Doc2017),
        callback: None,
        context: None,
    };
    let is_function = |value: &Value| value.kind() == Kind::Function;
    let action = match arguments {
        [] => {
            refuse(rules, OFFICE_096, 0, UNNAMED, "the callback is required")?;
            None
        }
        [action, callback] if !is_function(action) && is_function(callback) => {
            refuse(rules, OFFICE_096, 0, UNNAMED, "the callback comes first")?;
            taken.callback = Some(callback.clone());
            Some(action)
        }
        [callback] | [callback, _] => {
            if is_function(callback) {
                taken.callback = Some(callback.clone());
            } else {
                refuse(rules, OFFICE_092, 0, UNNAMED, "the callback is a function")?;
            }
            arguments.get(1)
        }
        _ => return Ok(Reading::Open),
    };
    let mut forced = match action {
        None | Some(Value::Undefined) => None,
        Some(Value::String(action)) if action == "forceAddinConsent" => Some("forceConsent"),
        Some(Value::String(action)) if action == "forceAddAccount" => Some("forceAddAccount"),
        Some(_) => {
            refuse(rules, OFFICE_098, 1, UNNAMED, "no such forced action")?;
            None
        }
    };
    if forced.is_some() && rules.does(TAKES_ANY_FORCED_ACTION_FOR_CONSENT) {
        forced = Some("forceConsent");
    }
    if let Some(forced) = forced {
        taken.wishes.set(forced, Value::Boolean(true));
    }
    Ok(Reading::Asks(taken))
}
