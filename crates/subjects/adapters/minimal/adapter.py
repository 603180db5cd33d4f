"""The smallest adapter: a validator of tokens, with nothing but the standard library."""

import hashlib
import json
import sys
from base64 import urlsafe_b64decode

SHA256 = bytes.fromhex("3031300d060960864801650304020105000420")


def decode(text):
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def verify(token, keys, now, accepts, **_):
    header, payload, signature = token.split(".")
    named, claims = json.loads(decode(header)), json.loads(decode(payload))
    key = next(key for key in json.loads(keys)["keys"] if key.get("kid") == named["kid"])
    n, e = (int.from_bytes(decode(key[part]), "big") for part in "ne")
    size, digest = (n.bit_length() + 7) // 8, hashlib.sha256(f"{header}.{payload}".encode()).digest()
    sound = b"\0\1" + b"\xff" * (size - len(SHA256 + digest) - 3) + b"\0" + SHA256 + digest
    is_signed = pow(int.from_bytes(decode(signature), "big"), e, n) == int.from_bytes(sound, "big")
    is_fresh = claims["exp"] + accepts["leewaySeconds"] > now
    is_ours = claims["iss"] in accepts["issuers"] and claims["aud"] in accepts["audiences"]
    if not (named["alg"] == "RS256" and is_signed and is_fresh and is_ours):
        raise ValueError("refused")


HELLO = {"name": "minimal", "version": "1", "roles": ["token-validator"], "ops": ["verify"]}
for line in sys.stdin:
    message = json.loads(line)
    answer = {"hello": {"ok": HELLO}, "configure": {"ok": None}}.get(message["op"], {"unsupported": True})
    if message["op"] == "verify" and "accepts" in message["args"]:
        try:
            answer = {"ok": {"user": verify(**message["args"])}}
        except (ArithmeticError, LookupError, StopIteration, TypeError, ValueError) as refusal:
            answer = {"err": {"code": type(refusal).__name__}}
    print(json.dumps({"id": message["id"], **answer}), flush=True)
