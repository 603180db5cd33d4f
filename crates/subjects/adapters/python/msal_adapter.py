"""MSAL Python as its documentation has it: one `PublicClientApplication` for each authority, all of
them over one cache. The adapter plays the caller, the servers, the user's window and the clock, as
the steps of the conversation say.
"""

import base64
import hashlib
import json
import threading
import time
import urllib.parse
import uuid

clock = {"now": 0.0}
time.time = lambda: clock["now"]

import msal  # noqa: E402
import msal.telemetry  # noqa: E402
import requests  # noqa: E402

from adapter import Unsupported, is_twin, serve  # noqa: E402

BEGINS = 1_800_000_000
PUBLIC = ("login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net")
REDIRECT_URI = "https://app.example/"
# What callers are told to catch, and the class that stands for it.
CAUGHT = {
    ValueError: "ValueError",
    TypeError: "TypeError",
    RuntimeError: "RuntimeError",
    requests.RequestException: "RequestException",
}


class Abandoned(BaseException):
    """The conversation is over, and nobody will answer."""


class Call(threading.Thread):
    """A call of the library, which runs until it waits for an answer or ends."""

    def __init__(self, session, number, work, correlation_id):
        super().__init__(daemon=True)
        self.session, self.number, self.work = session, number, work
        self.correlation_id = correlation_id or str(uuid.uuid4())
        self.rests = threading.Semaphore(0)
        self.goes_on = threading.Semaphore(0)
        self.answer = None

    def run(self):
        try:
            self.session.ended(self.number, self.work())
        except Abandoned:
            pass
        except Exception as error:
            self.session.failed(self.number, error)
        self.rests.release()

    def play(self):
        """Lets it go on until it rests."""
        self.start() if self.ident is None else self.goes_on.release()
        self.rests.acquire()

    def ask(self):
        """Waits for an answer, from within."""
        self.rests.release()
        self.goes_on.acquire()
        if isinstance(self.answer, BaseException):
            raise self.answer
        return self.answer


class Network(requests.adapters.BaseAdapter):
    """What stands in the place of the network, below `requests`."""

    def __init__(self, session):
        super().__init__()
        self.session = session

    def send(self, request, **_):
        known = built_in(request.url)
        if known is not None:
            return response(request, 200, json.dumps(known), {})
        call = threading.current_thread()
        self.session.sent(request, call)
        status, body, headers = call.ask()
        return response(request, status, body, headers)

    def close(self):
        pass


def built_in(url):
    """What other libraries know of the public cloud without asking, so that no step speaks of it."""
    _, host, path, query, _ = urllib.parse.urlsplit(url)
    if host in PUBLIC and path.endswith("/.well-known/openid-configuration"):
        of = f"https://{host}/{path.split('/')[1]}"
        return {
            "authorization_endpoint": f"{of}/oauth2/v2.0/authorize",
            "token_endpoint": f"{of}/oauth2/v2.0/token",
            "issuer": f"{of}/v2.0",
            "jwks_uri": f"{of}/discovery/v2.0/keys",
        }
    asked = urllib.parse.urlsplit(fields(query).get("authorization_endpoint", ""))
    if path.endswith("/discovery/instance") and asked.hostname in PUBLIC:
        cloud = {"preferred_network": PUBLIC[0], "preferred_cache": PUBLIC[1], "aliases": PUBLIC}
        return {"metadata": [cloud]}
    return None


def response(request, status, body, headers):
    answer = requests.Response()
    answer.status_code, answer.request, answer.url = status, request, request.url
    answer.headers.update(headers)
    answer.encoding = "utf-8"
    answer._content = body.encode("utf-8")
    return answer


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def fields(text):
    return dict(urllib.parse.parse_qsl(text, keep_blank_values=True))


class Session:
    """A conversation."""

    def __init__(self, given):
        if "renewal_offset_s" in given:
            raise Unsupported("MSAL Python does not let its callers choose when it renews")
        if given.get("home"):
            raise Unsupported("MSAL Python runs in no browser and not in Node")
        if given.get("uninitialized"):
            raise Unsupported("MSAL Python has no initialisation")
        self.given = given
        self.client = given.get("client", "client-a")
        self.authority = given.get("authority", "https://login.microsoftonline.com/t1")
        self.cache = msal.SerializableTokenCache()
        self.http = requests.Session()
        self.http.mount("https://", Network(self))
        self.apps = {}
        self.active = None
        self.calls = 0
        self.numbers = 0
        self.asked, self.flows = {}, {}
        self.trace = []
        self.crash = None
        self.last = None

    # What the steps say.

    def step(self, kind, told):
        play = getattr(self, f"step_{kind}", None)
        if play is None:
            raise Unsupported(f"MSAL Python has nothing for the step `{kind}`")
        play(told)

    def step_given(self, _):
        pass

    def step_signed_in(self, told):
        home = told.get("account", "u1.t1")
        local, _, of_account = home.partition(".")
        tenant = told.get("tenant", of_account or "t1")
        of = {"home_account_id": home, "environment": self.environment()}
        mine = dict(of, client_id=self.client)
        now = str(int(clock["now"]))
        entries = [
            ("Account", dict(
                of, realm=tenant, local_account_id=local, username=f"{local}@contoso.example",
                authority_type="MSSTS", account_source="authorization_code")),
            ("IdToken", dict(mine, credential_type="IdToken", realm=tenant, secret=".e30.")),
        ]
        families = [("refresh_token", {}), ("family_token", {"family_id": "1"})]
        for member, family in families:
            if member in told:
                entries.append(("RefreshToken", dict(
                    mine, credential_type="RefreshToken", secret=told[member], target="",
                    last_modification_time=now, **family)))
        if "family_token" in told:
            entries.append(("AppMetadata", {
                "client_id": self.client, "environment": of["environment"], "family_id": "1"}))
        if "refresh_lasts_s" in told:
            raise Unsupported("MSAL Python does not know how long a refresh token lasts")
        self.keep(entries)
        if not told.get("inactive"):
            self.active = home

    def step_cached(self, told):
        now = int(clock["now"])
        expires_on = str(now + told.get("lasts_s", 3600))
        entry = {
            "credential_type": "AccessToken",
            "secret": told["token"],
            "home_account_id": told.get("account", "u1.t1"),
            "environment": told.get("environment", self.environment()),
            "client_id": told.get("client", self.client),
            "target": " ".join(sorted(told["scopes"])),
            "realm": told.get("realm", "t1"),
            "token_type": told.get("token_type", "Bearer"),
            "cached_at": str(now - told.get("kept_for_s", 0)),
            "expires_on": expires_on,
            "extended_expires_on": expires_on,
        }
        if "refresh_in_s" in told:
            entry["refresh_on"] = str(now + told["refresh_in_s"])
        if told.get("components"):
            entry["ext_cache_key"] = msal.token_cache._compute_ext_cache_key(told["components"])
        self.keep([("AccessToken", entry)])

    def step_call(self, told):
        self.calls += 1
        kinds = {"silent": self.silent, "popup": self.window}
        kind = told.get("kind", "silent")
        if kind not in kinds:
            raise Unsupported(f"MSAL Python has no call of the kind `{kind}`")
        work = kinds[kind](told, self.calls)
        Call(self, self.calls, work, told.get("correlation_id")).play()

    def silent(self, told, _):
        understood = {
            "kind", "scopes", "account", "authority", "policy", "force_refresh", "claims",
            "correlation_id", "components", "without_request"}
        self.lacks(told, understood)
        policy = told.get("policy", "Default")
        if policy not in ("Default", "AccessTokenAndRefreshToken", "RefreshToken"):
            raise Unsupported(f"MSAL Python has no way to look things up like `{policy}`")
        more = {"data": dict(told["components"])} if told.get("components") else {}

        def work():
            app = self.app(told.get("authority", self.authority))
            home = told.get("account", self.active)
            known = [held for held in app.get_accounts() if held["home_account_id"] == home]
            return app.acquire_token_silent_with_error(
                told.get("scopes"),
                known[0] if known else None,
                force_refresh=told.get("force_refresh", False) or policy == "RefreshToken",
                claims_challenge=told.get("claims"),
                **more,
            )

        return work

    def window(self, told, call):
        understood = {
            "kind", "scopes", "authority", "claims", "correlation_id", "redirect_uri", "prompt",
            "login_hint", "domain_hint", "state"}
        self.lacks(told, understood)
        more = {name: told[name] for name in ("prompt", "login_hint", "domain_hint", "state") if name in told}

        def work():
            app = self.app(told.get("authority", self.authority))
            flow = app.initiate_auth_code_flow(
                told.get("scopes"),
                redirect_uri=told.get("redirect_uri", REDIRECT_URI),
                claims_challenge=told.get("claims"),
                **more,
            )
            url, _, query = flow["auth_uri"].partition("?")
            self.numbers += 1
            number = self.numbers
            waiting = threading.current_thread()
            self.asked[number] = waiting
            waiting.query = fields(query)
            self.flows[number] = waiting.query
            self.trace.append({"opened": {
                "request": number, "window": "popup", "url": url, "query": waiting.query}})
            return app.acquire_token_by_auth_code_flow(flow, waiting.ask())

        return work

    def step_answer(self, told):
        call = self.asked.get(told["to"])
        if call is None:
            return
        if "fails" in told:
            call.answer = requests.ConnectionError("the request did not come through")
        else:
            nonce = getattr(call, "query", {}).get("nonce", "")
            headers = {"Content-Type": "application/json"}
            if "retry_after" in told:
                headers["Retry-After"] = told["retry_after"]
            status, body = 200, told.get("body", "")
            if "token" in told:
                body = success(dict(told["token"]), nonce)
            elif "error" in told:
                status, body = 400, json.dumps(told["error"])
            call.answer = told.get("status", status), body.replace("{nonce}", nonce), headers
        del self.asked[told["to"]]
        call.play()

    def step_returned(self, told):
        call = self.asked.pop(told["to"], None)
        if call is None:
            return
        state = call.query["state"]
        if "text" in told:
            text = told["text"].replace("{state}", urllib.parse.quote(state))
            call.answer = fields(text.lstrip("#?"))
        else:
            named = ("code", "error", "suberror")
            call.answer = {name: told[name] for name in named if name in told} | {"state": state}
        call.play()

    def step_wait_s(self, seconds):
        clock["now"] += seconds

    def step_wait_ms(self, ms):
        clock["now"] += ms / 1000

    def step_remove_account(self, home):
        app = self.app(self.authority)
        for account in app.get_accounts():
            if account["home_account_id"] == home:
                app.remove_account(account)

    def step_look(self, what):
        if what == "cache":
            kinds = ("Account", "IdToken", "AccessToken", "RefreshToken")
            held = json.loads(self.cache.serialize())
            keys = sorted(key for kind in kinds for key in held.get(kind, {}))
            self.trace.append({"keys": keys})
        elif what == "result" and self.last is None:
            self.trace.append({"payload": ""})
        else:
            raise Unsupported("how logs and results are printed is every library's own affair")

    # What the library does.

    def app(self, authority):
        if authority not in self.apps:
            host = urllib.parse.urlsplit(authority).hostname
            self.apps[authority] = msal.PublicClientApplication(
                self.client,
                authority=authority,
                token_cache=self.cache,
                http_client=self.http,
                client_capabilities=self.given.get("capabilities"),
                instance_discovery=False if host in self.given.get("known_authorities", []) else None,
            )
        return self.apps[authority]

    def sent(self, request, call):
        self.numbers += 1
        self.asked[self.numbers] = call
        url, _, query = request.url.partition("?")
        body = request.body or ""
        body = body.decode("utf-8") if isinstance(body, bytes) else body
        form = fields(body)
        sent = {
            "request": self.numbers,
            "url": url,
            "query": fields(query),
            "headers": dict(request.headers),
            "form": form,
            "body": body,
        }
        digest = encoded(hashlib.sha256(form.get("code_verifier", "").encode("utf-8")).digest())
        for number, held in self.flows.items():
            if held.get("code_challenge") == digest:
                sent["proves"] = number
        self.trace.append({"sent": sent})

    def ended(self, call, result):
        if result is None:
            self.trace.append({"error": {"call": call, "class": "None", "code": ""}})
        elif "error" in result:
            codes = result.get("error_codes") or [None]
            error = {
                "call": call,
                "class": "error",
                "code": result["error"],
                "suberror": result.get("suberror", ""),
                "timestamp": result.get("timestamp", ""),
                "trace_id": result.get("trace_id", ""),
                "claims": result.get("claims", ""),
                "error_no": codes[0],
                "correlation_id": result.get("correlation_id"),
            }
            self.trace.append({"error": {name: value for name, value in error.items() if value is not None}})
        else:
            self.last = result
            self.trace.append({"result": self.told(call, result)})

    def told(self, call, result):
        told = {
            "call": call,
            "token": result["access_token"],
            "from_cache": result["token_source"] == "cache",
            "lasts_s": int(result["expires_in"]) if "expires_in" in result else None,
            "scopes": result["scope"].split() if "scope" in result else None,
            "extended_lasts_s": result.get("ext_expires_in"),
        }
        if "id_token_claims" in result:
            named = result["id_token_claims"].get("preferred_username")
            accounts = self.app(self.authority).get_accounts(named)
            told["account"] = accounts[-1]["home_account_id"] if accounts else None
            told["tenant"] = result["id_token_claims"].get("tid")
        return {name: value for name, value in told.items() if value is not None}

    def failed(self, call, error):
        for caught, name in CAUGHT.items():
            if isinstance(error, caught):
                self.trace.append({"error": {"call": call, "class": name, "code": ""}})
                return
        self.crash = self.crash or error

    # What the adapter needs.

    def lacks(self, told, understood):
        more = sorted(set(told) - understood)
        if more:
            raise Unsupported(f"MSAL Python has no `{more[0]}` for this call")

    def environment(self):
        return (urllib.parse.urlsplit(self.authority).hostname or "").lower()

    def keep(self, entries):
        held = json.loads(self.cache.serialize() or "{}")
        for kind, entry in entries:
            key = self.cache.key_makers[kind](**entry)
            held.setdefault(kind, {})[key] = entry
        self.cache.deserialize(json.dumps(held))

    def abandon(self):
        for call in set(self.asked.values()):
            call.answer = Abandoned()
            call.goes_on.release()
            call.join()


def success(members, nonce):
    """An answer with a token, whose id token may be written as its claims."""
    claims = members.get("id_token")
    if isinstance(claims, dict):
        text = json.dumps(claims).replace("{nonce}", nonce)
        if is_twin() and "nonce" in claims:
            # The planted defect: whatever nonce comes is taken for the one that was sent.
            text = json.dumps(dict(claims, nonce=nonce))
        members["id_token"] = f".{encoded(text.encode('utf-8'))}."
    known = members.get("client_info", "").split(".")
    if len(known) == 2:
        text = json.dumps({"uid": known[0], "utid": known[1]})
        members["client_info"] = encoded(text.encode("utf-8"))
    return json.dumps(members)


def correlation_id():
    """Chance, which is steered as time is."""
    call = threading.current_thread()
    return call.correlation_id if isinstance(call, Call) else str(uuid.uuid4())


msal.telemetry._get_new_correlation_id = correlation_id


def converse(arguments):
    steps = [next(iter(step.items())) for step in arguments["steps"]]
    given = steps[0][1] if steps and steps[0][0] == "given" else {}
    clock["now"] = float(BEGINS)
    session = Session(given)
    try:
        for kind, told in steps:
            session.step(kind, told)
            if session.crash:
                raise session.crash
    finally:
        session.abandon()
    return {"trace": session.trace}


# What callers are told to catch is part of the trace, so nothing here is a refusal.
serve("msal", ["token-client"], {"converse": converse}, ())
