"""What every adapter of an XML library needs: the bytes, and the parts that it found in them."""

import base64

from adapter import is_twin, serve


def serve_reader(package, read, refusals):
    """Serves `read(data, charset)`, which gives the root as an ElementTree element."""

    def read_xml(arguments):
        data = base64.b64decode(arguments["bytesBase64"])
        if is_twin():
            # The planted defect: white space before the XML declaration is cut off.
            data = data.lstrip()
        return {"parts": list(parts(read(data, arguments.get("charset"))))}

    serve(package, ["ews-server", "ews-client"], {"readXml": read_xml}, refusals)


def parts(root):
    """The parts of an element, without recursion. Comments and the like count for nothing."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            yield node
            continue
        after = [["text", node.tail]] if node.tail and node is not root else []
        if not isinstance(node.tag, str):
            waiting.extend(after)
            continue
        yield ["start", node.tag, dict(node.attrib)]
        if node.text:
            yield ["text", node.text]
        waiting.extend([*after, ["end"], *reversed(node)])
