"""An unmodified MSAL for Python gets its tokens: by code, from its cache, by refresh, on behalf of a
user; and learns that somebody has to interact."""

import html
import json
import os
import re
import urllib.parse

import msal
import requests

HTTP, HTTPS, CA = (os.environ[name] for name in ("PROOFMARK_HTTP", "PROOFMARK_HTTPS", "PROOFMARK_CA"))
TENANT = "11111111-2222-4333-8444-555555555555"
SERVICE = "66666666-7777-4888-8999-aaaaaaaaaaaa"
OPTIONS = {"authority": f"{HTTPS}/{TENANT}", "instance_discovery": False, "verify": CA}
REDIRECT_URI = "http://localhost/callback"


def check(holds, says):
    if not holds:
        raise SystemExit(f"it is not so that {says}")
    print(f"  {says}")


def sign_in(place):
    """What a person does in a browser."""
    browser = requests.Session()
    browser.verify = CA
    answer = browser.get(place, allow_redirects=False)
    for _ in range(5):
        if "location" in answer.headers:
            return answer.headers["location"]
        form = re.search(r'<form[^>]*action="([^"]*)"[^>]*>(.*?)</form>', answer.text, re.S)
        fields = {
            html.unescape(name): html.unescape(value)
            for name, value in re.findall(r'<input[^>]* name="([^"]*)" value="([^"]*)"', form[2])
        }
        if "username" in fields:
            fields.update(username="alice@contoso.example", password="correct horse")
        fields["action"] = "accept" if 'value="accept"' in form[2] else "sign-in"
        answer = browser.post(html.unescape(form[1]), data=fields, allow_redirects=False)
    raise SystemExit("the browser goes round in circles")


def by_code(app, scopes):
    flow = app.initiate_auth_code_flow(scopes, redirect_uri=REDIRECT_URI)
    query = urllib.parse.urlparse(sign_in(flow["auth_uri"])).query
    return app.acquire_token_by_auth_code_flow(flow, dict(urllib.parse.parse_qsl(query)))


def me(token):
    bearer = {"Authorization": f"Bearer {token}"}
    return requests.get(f"{HTTPS}/v1.0/me", headers=bearer, verify=CA).status_code


native = msal.PublicClientApplication("00000000-0000-4000-8000-00000000a71e", **OPTIONS)
first = by_code(native, ["User.Read"])
check("access_token" in first, "a code is redeemed for a token")
check(first["id_token_claims"]["preferred_username"] == "alice@contoso.example", "it is Alice's")
check(me(first["access_token"]) == 200, "Graph takes the token")

[account] = native.get_accounts()
cached = native.acquire_token_silent_with_error(["User.Read"], account)
check(cached["access_token"] == first["access_token"], "the cache gives it silently")

renewed = native.acquire_token_silent_with_error(["User.Read"], account, force_refresh=True)
check(renewed["access_token"] != first["access_token"], "a refresh token is redeemed")

fault = {"face": "token", "fault": {"aadsts": {"code": 50076}}, "times": 2}
requests.post(f"{HTTP}/proofmark/faults", data=json.dumps(fault)).raise_for_status()
refused = native.acquire_token_silent_with_error(["User.Read"], account, force_refresh=True)
check(refused.get("error") == "interaction_required", "somebody has to interact when told so")
check("claims" in refused, "and the claims say how")
requests.delete(f"{HTTP}/proofmark/faults").raise_for_status()

assertion = by_code(native, [f"api://add-in.contoso.example/{SERVICE}/access_as_user"])
service = msal.ConfidentialClientApplication(
    SERVICE, client_credential="s3cret: 100% +/&=~ ä", **OPTIONS
)
on_behalf = service.acquire_token_on_behalf_of(assertion["access_token"], ["User.Read"])
check(me(on_behalf["access_token"]) == 200, "on behalf of Alice the service reaches Graph")
