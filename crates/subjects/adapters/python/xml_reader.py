"""What every adapter of an XML library needs: the bytes, and the parts that it found in them."""

import base64

from adapter import is_twin, serve


def serve_reader(package, read, refusals):
    """Serves `read(data, charset)`, which gives the root as an ElementTree element."""

    def read_xml(arguments):
        data = base64.b64decode(arguments["bytesBase64"])
        if is_twin() and b"\0" not in data:
            # The planted defect: text before the first tag and after the last is cut off.
            tags, end, rest = data.lstrip().rpartition(b">")
            data = tags + end if end and rest.isascii() and b"<" not in rest else data
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
