"""What every adapter of a token library needs: the clock, and what the policy asks for."""

import json
from contextlib import contextmanager

import time_machine

from adapter import Unsupported, is_twin, serve


class KeysRefused(Exception):
    """The keys cannot be loaded. That happens when a service starts, where nothing is caught."""


@contextmanager
def loading_keys():
    try:
        yield
    except Exception as error:
        raise KeysRefused(f"{type(error).__name__}: {error}") from error


def serve_validator(package, verify, refusals, types=False, lacks=()):
    """Serves `verify(token, keys, accepts, now)` at the time that each token is presented."""

    def at_its_time(arguments):
        accepts = arguments.get("accepts")
        if accepts is None:
            raise Unsupported(f"{package} knows the RFCs and not the policy {arguments['kind']}")
        if accepts["nested"]:
            raise Unsupported(f"{package} has no notion of tokens within tokens")
        if accepts["types"] and not types:
            raise Unsupported(f"{package} has no option for the types that are accepted")
        for lacking in set(lacks).intersection(accepts["algorithms"]):
            raise Unsupported(f"{package} lacks {lacking}")
        if is_twin():
            # The planted defect: every issuer is trusted.
            accepts["issuers"] = []
        with time_machine.travel(arguments["now"], tick=False):
            verify(arguments["token"], arguments["keys"], accepts, arguments["now"])
        return {}

    serve(package, ["token-validator"], {"verify": at_its_time}, (*refusals, KeysRefused))


def jwks_of(keys):
    """The JWK set or JWK that a text is, or nothing if it is PEM."""
    return None if "-----BEGIN" in keys else json.loads(keys)
