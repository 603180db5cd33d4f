"""lxml as its documentation has it for data from strangers: entities are not resolved."""

from lxml import etree

from xml_reader import serve_reader


def read(data, charset):
    parser = etree.XMLParser(resolve_entities=False, no_network=True, encoding=charset)
    return etree.fromstring(data, parser)


# An encoding that is not known is a `LookupError`.
serve_reader("lxml", read, (etree.LxmlError, LookupError))
