"""jwcrypto as its documentation has it: a `JWT` with the claims to check, then `deserialize`."""

from jwcrypto.common import JWException
from jwcrypto.jwk import JWK, JWKSet
from jwcrypto.jwt import JWT

from adapter import Unsupported
from validator import jwks_of, loading_keys, serve_validator


def key_for(keys):
    jwks = jwks_of(keys)
    if jwks is None:
        return JWK.from_pem(keys.encode())
    return JWK(**jwks) if "kty" in jwks else JWKSet.from_json(keys)


def verify(token, keys, accepts, now):
    wanted = dict.fromkeys(accepts["requires"])
    for name, held in (("iss", accepts["issuers"]), ("aud", accepts["audiences"])):
        if len(held) > 1:
            raise Unsupported(f"jwcrypto takes one {name}")
        if held:
            wanted[name] = held[0]
    judge = JWT(algs=accepts["algorithms"], check_claims=wanted, expected_type="JWS")
    judge.leeway = accepts["leewaySeconds"]
    with loading_keys():
        key = key_for(keys)
    judge.deserialize(token, key)


# `ValueError` is what `deserialize` is documented to raise for a text that is no token.
serve_validator("jwcrypto", verify, (JWException, ValueError))
