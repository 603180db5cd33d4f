"""PyJWT as its documentation has it: keys from a `PyJWKClient`, and one call to `decode`."""

import jwt

from validator import jwks_of, serve_validator


class HandedKeys(jwt.PyJWKClient):
    """A client that is handed the set instead of fetching it."""

    def __init__(self, keys):
        super().__init__("https://issuer.invalid/keys")
        self.handed = keys

    def fetch_data(self):
        return self.handed


def key_for(token, keys):
    jwks = jwks_of(keys)
    if jwks is None:
        return keys
    if "kty" in jwks:
        # A key alone has the name that is asked for.
        jwks = {"keys": [{"kid": jwt.get_unverified_header(token).get("kid"), **jwks}]}
    return HandedKeys(jwks).get_signing_key_from_jwt(token)


def verify(token, keys, accepts, now):
    jwt.decode(
        token,
        key_for(token, keys),
        algorithms=accepts["algorithms"],
        audience=accepts["audiences"] or None,
        issuer=accepts["issuers"] or None,
        leeway=accepts["leewaySeconds"],
        options={"require": accepts["requires"]},
    )


serve_validator("PyJWT", verify, (jwt.PyJWTError,))
