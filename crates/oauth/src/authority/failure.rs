//! A failure: why a request has no success, for the client in Entra's words, and for us by the
//! requirement that it breaks.

use conformance::{Id, Now, Refusal};

use crate::TokenError;
use crate::aadsts::{Aadsts, CATALOGUE, aadsts};
use crate::authority::Exchange;
use crate::defects::{
    ANSWERS_ERRORS_WITH_200, BREAKS_DESCRIPTIONS_OF_ERRORS, NUMBERS_ERRORS_WITH_STRINGS,
    REPEATS_SECRETS_IN_ERRORS,
};
use crate::document::Writer;
use crate::requirements::{ENTRA_017, ENTRA_018, OAUTH_013, OAUTH_017};

/// Why a request has no success.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    pub(crate) row: &'static Aadsts,
    /// The requirement that the request breaks. None if nothing is wrong with the request itself:
    /// nobody is signed in, say, or the user declined.
    pub(crate) refusal: Option<Refusal>,
    /// Instead of what the catalogue says.
    pub(crate) error: Option<&'static str>,
    /// What is told besides, if somebody asked for this failure.
    told: Option<Box<Told>>,
    /// What the request had in the place that was wrong. Only defective authorities repeat it.
    pub(crate) seen: Option<String>,
}

/// What a failure tells besides, instead of what the catalogue says.
#[derive(Clone, Debug)]
struct Told {
    suberror: Option<String>,
    claims: Option<String>,
}

impl Failure {
    /// The failure of this number in the catalogue, for this reason.
    pub(crate) fn of(code: u32, refusal: Refusal) -> Self {
        Self {
            refusal: Some(refusal),
            ..Self::plain(code)
        }
    }

    /// The failure of this number in the catalogue, for which the request is not to blame.
    pub(crate) fn plain(code: u32) -> Self {
        Self {
            row: aadsts(code),
            refusal: None,
            error: None,
            told: None,
            seen: None,
        }
    }

    /// The failure of this number in the catalogue, that no rule could switch off.
    pub(crate) fn new(code: u32, id: Id, message: &'static str) -> Self {
        Self::of(code, Refusal::new(id, 0, message))
    }

    /// The same failure under another error code.
    pub(crate) fn with_error(self, error: &'static str) -> Self {
        Self {
            error: Some(error),
            ..self
        }
    }

    /// The same failure, for this reason.
    pub(crate) fn because(self, refusal: Refusal) -> Self {
        Self {
            refusal: Some(refusal),
            ..self
        }
    }

    /// The same failure, which was about this text.
    pub(crate) fn about(self, seen: &str) -> Self {
        Self {
            seen: Some(seen.to_owned()),
            ..self
        }
    }

    /// A failure that somebody asked for.
    pub(crate) fn on_demand(code: u32, suberror: Option<String>, claims: Option<String>) -> Self {
        let row = CATALOGUE.get(&code).unwrap_or_else(|| aadsts(90023));
        let claims = claims.or_else(|| row.claims.then(|| STRONG_AUTHENTICATION.to_owned()));
        Self {
            told: Some(Box::new(Told { suberror, claims })),
            ..Self::plain(row.code)
        }
    }

    /// The error code of OAuth.
    pub(crate) fn error(&self) -> &'static str {
        self.error.unwrap_or(&self.row.error)
    }

    fn claims(&self) -> Option<&str> {
        self.told.as_ref()?.claims.as_deref()
    }

    fn suberror(&self) -> Option<&str> {
        let told = self.told.as_ref().and_then(|told| told.suberror.as_deref());
        told.or(self.row.suberror.as_deref())
    }
}

/// The claims that a resource asks for, which wants the user to prove more.
const STRONG_AUTHENTICATION: &str =
    r#"{"access_token":{"acrs":{"essential":true,"values":["c1"]}}}"#;

impl Exchange<'_> {
    /// What an error says to a developer.
    pub(crate) fn describe(&self, failure: &Failure) -> String {
        let mut words = failure.row.says.as_str().to_owned();
        if let Some(seen) = &failure.seen {
            if self.rules.does(REPEATS_SECRETS_IN_ERRORS) {
                words = format!("{words}: {seen}");
            } else if self.rules.does(BREAKS_DESCRIPTIONS_OF_ERRORS) {
                words = format!("{words}: \"{seen}\"");
            }
        }
        format!(
            "AADSTS{}: {words}. Trace ID: {} Correlation ID: {} Timestamp: {}",
            failure.row.code,
            self.trace_id,
            self.correlation_id,
            timestamp(self.now),
        )
    }

    /// The members of an error, as the token endpoint answers it.
    pub(crate) fn token_error(&self, failure: &Failure) -> TokenError<'static> {
        let code = failure.row.code;
        let page = failure.row.name.is_some() || failure.row.code == 700_084;
        TokenError {
            error: failure.error().into(),
            error_description: Some(self.describe(failure).into()),
            error_codes: vec![code],
            suberror: failure
                .suberror()
                .map(|suberror| suberror.to_owned().into()),
            timestamp: Some(timestamp(self.now).into()),
            trace_id: Some(self.trace_id.clone().into()),
            correlation_id: Some(self.correlation_id.clone().into()),
            claims: failure.claims().map(|claims| claims.to_owned().into()),
            error_uri: page.then(|| format!("{}/error?code={code}", self.base).into()),
        }
    }

    /// The answer of the token endpoint to a request that failed.
    pub(crate) fn answer_token_error(&self, failure: &Failure, basic: bool) -> wire::Response {
        let error = self.token_error(failure);
        let mut body = error.print();
        if self.rules.does(NUMBERS_ERRORS_WITH_STRINGS) {
            let code = failure.row.code;
            let (number, string) = (format!("[{code}]"), format!("[\"{code}\"]"));
            body = body.replace(&number, &string);
        }
        if !self.rules.demand(ENTRA_017) {
            body = Writer::default().string("error", &error.error).finish();
        }
        let busy = error.error == "temporarily_unavailable";
        let mut status = match error.error.as_ref() {
            "invalid_client" => 401,
            _ if busy => 503,
            _ => 400,
        };
        if self.rules.does(ANSWERS_ERRORS_WITH_200) {
            status = 200;
        } else if !self.rules.demand(OAUTH_017) {
            status = 403;
        }
        let mut response = self.json(status, body);
        if status == 401 && basic {
            response
                .headers
                .add("WWW-Authenticate", "Basic realm=\"\", charset=\"UTF-8\"");
        }
        response
    }

    /// An answer of JSON that nobody keeps.
    pub(crate) fn json(&self, status: u16, body: String) -> wire::Response {
        let mut response = wire::Response::new(status)
            .with_header("Content-Type", "application/json; charset=utf-8");
        if self.rules.demand(OAUTH_013) {
            response.headers.add("Cache-Control", "no-store, no-cache");
            response.headers.add("Pragma", "no-cache");
        }
        self.mark(response).with_body(body)
    }

    /// An answer with the names of the request.
    pub(crate) fn mark(&self, response: wire::Response) -> wire::Response {
        let response = response.with_header("x-ms-request-id", self.trace_id.as_str());
        if self.returns_correlation_id && self.rules.demand(ENTRA_018) {
            return response.with_header("client-request-id", self.correlation_id.as_str());
        }
        response
    }
}

/// A moment as Entra writes it: `2016-01-09 02:02:12Z`.
pub(crate) fn timestamp(now: Now) -> String {
    // Years beyond four digits are not written; nothing real happens there.
    let seconds = now.seconds().clamp(0, 253_402_300_799);
    let (days, second_of_day) = (seconds / 86_400, seconds % 86_400);
    // Howard Hinnant's `civil_from_days`, for days since 1970 that are not negative.
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let (hour, minute, second) = (
        second_of_day / 3_600,
        second_of_day / 60 % 60,
        second_of_day % 60,
    );
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}Z")
}
