"""Authlib's own JOSE, which it deprecates: `JsonWebToken.decode`, then `claims.validate`."""

import warnings

from authlib.deprecate import AuthlibDeprecationWarning

warnings.simplefilter("ignore", AuthlibDeprecationWarning)

from authlib.jose import JsonWebKey, JsonWebToken
from authlib.jose.errors import JoseError

from validator import jwks_of, loading_keys, serve_validator


def key_for(keys):
    jwks = jwks_of(keys)
    if jwks is None:
        return keys
    return JsonWebKey.import_key(jwks) if "kty" in jwks else JsonWebKey.import_key_set(jwks)


def verify(token, keys, accepts, now):
    wanted = {name: {"essential": True} for name in accepts["requires"]}
    if accepts["issuers"]:
        wanted["iss"] = {"essential": True, "values": accepts["issuers"]}
    if accepts["audiences"]:
        wanted["aud"] = {"essential": True, "values": accepts["audiences"]}
    with loading_keys():
        key = key_for(keys)
    claims = JsonWebToken(accepts["algorithms"]).decode(token, key, claims_options=wanted)
    claims.validate(now=now, leeway=accepts["leewaySeconds"])


# Keys that are not found, and texts that are no JSON, are a `ValueError` here by design.
serve_validator("Authlib", verify, (JoseError, ValueError))
