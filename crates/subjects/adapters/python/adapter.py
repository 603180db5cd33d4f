"""The line protocol of adapters: one JSON object a line, in and out.

An adapter hands over what it does by operation. What a caller is told to catch is a refusal;
anything else that comes out of the library is a crash, and is said to be one.
"""

import json
import sys
from importlib.metadata import version


class Unsupported(Exception):
    """The library has no notion of this."""


def is_twin():
    """Whether this is the twin with the planted defect, which the suite must catch."""
    return "--twin" in sys.argv[1:]


def serve(package, roles, ops, refusals):
    """Answers until standard input ends. `refusals` are the exceptions that callers catch."""
    hello = {"name": package, "version": version(package), "roles": roles, "ops": list(ops)}
    for line in sys.stdin:
        message = json.loads(line)
        answer = {"id": message["id"]}
        operation = message["op"]
        try:
            if operation == "hello":
                answer["ok"] = hello
            elif operation in ops:
                answer["ok"] = ops[operation](message["args"])
            elif operation == "configure":
                answer["ok"] = None
            else:
                answer["unsupported"] = True
        except Unsupported as lack:
            answer["unsupported"] = str(lack)
        except refusals as refusal:
            answer["err"] = {"code": type(refusal).__name__, "message": str(refusal)[:200]}
        except Exception as crash:
            answer["crashed"] = f"{type(crash).__name__}: {str(crash)[:200]}"
        # No half of a surrogate pair leaves, whatever a library made of a text.
        line = json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace")
        sys.stdout.buffer.write(line + b"\n")
        sys.stdout.buffer.flush()
