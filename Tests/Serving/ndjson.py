"""How schemathesis sends a body of lines: each member of a list is one, anything else is one line."""

import json

import schemathesis


@schemathesis.serializer("application/x-ndjson")
def lines(context, value):
    values = value if isinstance(value, list) else [value]
    return "".join(json.dumps(line) + "\n" for line in values).encode()
