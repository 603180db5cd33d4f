"""joserfc as its documentation has it: `jwt.decode`, then a `JWTClaimsRegistry`."""

from joserfc import jwk, jwt
from joserfc.errors import JoseError

from validator import jwks_of, loading_keys, serve_validator


def key_for(keys):
    jwks = jwks_of(keys)
    if jwks is None:
        return jwk.import_key(keys, "EC" if "BEGIN EC" in keys else "RSA")
    return jwk.import_key(jwks) if "kty" in jwks else jwk.KeySet.import_key_set(jwks)


def verify(token, keys, accepts, now):
    with loading_keys():
        key = key_for(keys)
    token = jwt.decode(token, key, algorithms=accepts["algorithms"])
    wanted = {name: {"essential": True} for name in accepts["requires"]}
    if accepts["issuers"]:
        wanted["iss"] = {"essential": True, "values": accepts["issuers"]}
    if accepts["audiences"]:
        wanted["aud"] = {"essential": True, "values": accepts["audiences"]}
    registry = jwt.JWTClaimsRegistry(now=now, leeway=accepts["leewaySeconds"], **wanted)
    registry.validate(token.claims)


serve_validator("joserfc", verify, (JoseError,))
