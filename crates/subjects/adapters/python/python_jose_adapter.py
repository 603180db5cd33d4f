"""python-jose as its documentation has it: one call to `jwt.decode`."""

from jose import jwt
from jose.exceptions import JOSEError

from adapter import Unsupported
from validator import jwks_of, serve_validator

LACKS = ("PS256", "PS384", "PS512", "EdDSA")


def verify(token, keys, accepts, now):
    if len(accepts["audiences"]) > 1:
        raise Unsupported("python-jose takes one audience")
    audience = accepts["audiences"][0] if accepts["audiences"] else None
    options = {"leeway": accepts["leewaySeconds"]}
    for name in accepts["requires"]:
        options[f"require_{name}"] = True
    if audience:
        options["require_aud"] = True
    jwt.decode(
        token,
        jwks_of(keys) or keys,
        algorithms=accepts["algorithms"],
        audience=audience,
        issuer=accepts["issuers"] or None,
        options=options,
    )


serve_validator("python-jose", verify, (JOSEError,), lacks=LACKS)
