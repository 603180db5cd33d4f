"""exchangelib, which lacks the operation, with the `EWSService` that its users would add."""

import logging

from exchangelib import Configuration
from exchangelib.errors import EWSError, MalformedResponseError, ResponseMessageError
from exchangelib.protocol import Protocol
from exchangelib.services.common import EWSService
from exchangelib.transport import NOAUTH
from exchangelib.util import MNS, TNS, add_xml_child, create_element, get_xml_attr
from exchangelib.version import VERSIONS, Version

from adapter import Unsupported, is_twin, serve

logging.disable(logging.CRITICAL)

configured = {}


class GetClientAccessToken(EWSService):
    """The operation as the library would have it."""

    SERVICE_NAME = "GetClientAccessToken"
    # One token that is refused does not lose the others.
    ERRORS_TO_CATCH_IN_RESPONSE = ResponseMessageError
    WARNINGS_TO_CATCH_IN_RESPONSE = ResponseMessageError

    def call(self, tokens):
        return list(self._elems_to_objs(self._get_elements(payload=self.get_payload(tokens))))

    def _elem_to_obj(self, elem):
        value = get_xml_attr(elem, f"{{{TNS}}}TokenValue")
        if not value:
            raise MalformedResponseError("a token without a value")
        ttl = get_xml_attr(elem, f"{{{TNS}}}TTL")
        return {
            "id": get_xml_attr(elem, f"{{{TNS}}}Id"),
            "tokenType": get_xml_attr(elem, f"{{{TNS}}}TokenType"),
            "value": value,
            "ttlMinutes": int(ttl) if ttl and ttl.isdigit() else None,
        }

    @classmethod
    def _get_elements_in_container(cls, container):
        token = container.find(f"{{{MNS}}}Token")
        if token is None:
            raise MalformedResponseError("no token")
        return [token]

    def get_payload(self, tokens):
        payload = create_element(f"m:{self.SERVICE_NAME}")
        requests = create_element("m:TokenRequests")
        for token in tokens:
            request = create_element("t:TokenRequest")
            for name, member in (("Id", "id"), ("TokenType", "tokenType"), ("Scope", "scope")):
                # The planted defect of the twin: what is empty is written all the same.
                if token.get(member) or (is_twin() and member in token):
                    add_xml_child(request, f"t:{name}", token[member])
            requests.append(request)
        payload.append(requests)
        return payload


def configure(arguments):
    configured["url"] = arguments["ewsUrl"]


def version_named(name):
    builds = [build for build, api_version, _ in VERSIONS if api_version == name]
    if not builds:
        raise Unsupported(f"exchangelib knows no version {name}")
    return Version(builds[0], api_version=name)


def get_client_access_token(arguments):
    config = Configuration(
        service_endpoint=configured["url"],
        auth_type=NOAUTH,
        version=version_named(arguments["version"]),
    )
    service = GetClientAccessToken(protocol=Protocol(config=config), timeout=5)
    return {"answers": [told(answer) for answer in service.call(arguments["tokens"])]}


def told(answer):
    if isinstance(answer, Exception):
        return {"error": type(answer).__name__}
    return answer


serve(
    "exchangelib",
    ["ews-client"],
    {"configure": configure, "getClientAccessToken": get_client_access_token},
    (EWSError,),
)
