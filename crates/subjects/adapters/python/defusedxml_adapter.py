"""defusedxml, which Python's own documentation names for data from strangers, over ElementTree."""

from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, fromstring

from xml_reader import serve_reader


def read(data, charset):
    if charset is None:
        return fromstring(data)
    parser = DefusedXMLParser(encoding=charset)
    parser.feed(data)
    return parser.close()


# An encoding that is not known is a `LookupError` or a `ValueError`.
serve_reader("defusedxml", read, (ParseError, DefusedXmlException, LookupError, ValueError))
