"""Gets a token, and then learns that somebody has to interact. Nothing but Python is needed."""

import json
import os
import ssl
import urllib.error
import urllib.parse
import urllib.request

HTTP = os.environ.get("PROOFMARK_HTTP", "http://127.0.0.1:40080")
HTTPS = os.environ.get("PROOFMARK_HTTPS", "https://127.0.0.1:40443")
CA = ssl.create_default_context(cafile=os.environ.get("PROOFMARK_CA", "/tmp/proofmark-40443/ca.pem"))


def post(url, body):
    try:
        with urllib.request.urlopen(url, body.encode(), context=CA) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        return json.load(error)


def token():
    return post(f"{HTTPS}/contoso.example/oauth2/v2.0/token", urllib.parse.urlencode({
        "grant_type": "client_credentials", "scope": "https://graph.microsoft.com/.default",
        "client_id": "00000000-0000-4000-8000-0000000003eb", "client_secret": "s3cret: 100% +/&=~ ä",
    }))


print("  a token of", len(token()["access_token"]), "characters")
post(f"{HTTP}/proofmark/faults", json.dumps({"face": "token", "fault": {"error": "interaction_required"}}))
assert token()["error"] == "interaction_required"
print("  and then: interaction_required")
assert "access_token" in token()
