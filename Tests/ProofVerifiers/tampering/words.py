"""Tampering with how an order proof is written: its JSON, base64 and members."""

import json

from .orders import asked, chosen, order
from .table import loosened, tampering

NOT_JSON = "is not JSON"
NUMBER = "number that is|is no number"
MEMBERS = "has not exactly its members"
FORMAT = "is no order proof of version 1"


def written(name, reason):
    """Tampering with the text of a proof."""
    return tampering("order", name, reason)


# MARK: - Members


@order("format: another version", FORMAT)
def _(subject, proof):
    proof["format"] = "orderledger/order-proof@v2"


@order("format left out", FORMAT)
def _(subject, proof):
    del proof["format"]


for member in ("checkpoint", "directory", "reference_key", "asked", "references", "threads",
               "entries", "bodies"):

    @order(f"{member} left out of the members", MEMBERS)
    def _(subject, proof, member=member):
        del proof[member]

    @order(f"{member} is null", "is no text|exactly its members|is not base64|is no list")
    def _(subject, proof, member=member):
        proof[member] = None

    @order(f"{member} is a number", "is no text|exactly its members|is not base64|is no list")
    def _(subject, proof, member=member):
        proof[member] = 1


@order("unknown member", MEMBERS)
def _(subject, proof):
    proof["note"] = "believe me"


@order("unknown member of a reference", MEMBERS)
def _(subject, proof):
    asked(proof)["note"] = "believe me"


@order("unknown member of the directory", MEMBERS)
def _(subject, proof):
    proof["directory"]["through"] = proof["directory"]["position"]


@order("text for a position", NUMBER)
def _(subject, proof):
    proof["directory"]["position"] = str(proof["directory"]["position"])


@order("true for a position", NUMBER)
def _(subject, proof):
    proof["directory"]["position"] = True


@order("null for an element", MEMBERS)
def _(subject, proof):
    proof["references"].append(None)


@order("list for an element", MEMBERS)
def _(subject, proof):
    proof["references"].append([])


@order("object for a list", "is no list")
def _(subject, proof):
    proof["references"] = {"0": proof["references"][0]}


@order("number for a text of the question", "is no text")
def _(subject, proof):
    proof["asked"][0]["value"] = 1001


@order("half of a character in the question", "is not Unicode|is not JSON")
def _(subject, proof):
    proof["asked"][0]["value"] = "\ud800"


@order("half of a character in the checkpoint", "characters that no note has|is not JSON")
def _(subject, proof):
    proof["checkpoint"] = proof["checkpoint"][:-1] + "\udfff\n"


@order("letter outside of ASCII in base64", "is not base64")
def _(subject, proof):
    proof["reference_key"] = "é" + proof["reference_key"][1:]


@order("position of 2^48", "is no number")
def _(subject, proof):
    proof["directory"]["position"] = 1 << 48


# MARK: - Numbers in words of JSON


def with_position(name, reason, change):
    @written(name, reason)
    def _(subject):
        proof = subject.proof
        position = proof["directory"]["position"]
        proof["directory"]["position"] = "HERE"
        return json.dumps(proof).replace('"HERE"', change(position))


for name, change in (
    ("NaN for a position", lambda position: "NaN"),
    ("Infinity for a position", lambda position: "Infinity"),
    ("-Infinity for a position", lambda position: "-Infinity"),
    ("position with a fraction", lambda position: f"{position}.0"),
    ("position with an exponent", lambda position: f"{position}e0"),
    ("position of 1e400", lambda position: "1e400"),
    ("negative position", lambda position: f"-{position}"),
    ("position of minus zero", lambda position: "-0"),
    ("position of 100,000 digits", lambda position: "9" * 100000),
    ("position plus 2^64", lambda position: str(position + (1 << 64))),
):
    with_position(name, NUMBER + "|not whole|not JSON", change)

with_position("position with a leading zero", NOT_JSON, lambda position: f"0{position}")
with_position("position in hexadecimal", NOT_JSON, lambda position: hex(position))


# MARK: - Base64


def with_base64(name, change):
    @order(name, "base64")
    def _(subject, proof):
        body = proof["directory"]
        for member in ("payload", "salt", "entry"):
            made = change(body[member])
            if made:
                body[member] = made
                return True
        return False


with_base64("base64 with a bit that does not count", loosened)
with_base64("base64 without padding", lambda text: text.rstrip("=") if "=" in text else None)
with_base64("base64 with a line break", lambda text: text[:4] + "\n" + text[4:])
with_base64("base64 with a space", lambda text: " " + text)
with_base64("base64 with padding too much", lambda text: text + "====")
with_base64("base64 with padding in the middle", lambda text: text[:4] + "AA==" + text[4:])
with_base64("base64 of the URL alphabet", lambda text: (
    text.replace("+", "-").replace("/", "_") if "+" in text or "/" in text else None))


# MARK: - The file


@written("member twice, the first one false", "a member twice")
def _(subject):
    return subject.text.replace("{", '{"reference_key": "AAAA",', 1)


@written("member twice, alike", "a member twice")
def _(subject):
    value = json.dumps(subject.proof["reference_key"])
    return subject.text.replace("{", f'{{"reference_key": {value},', 1)


@written("member twice within", "a member twice")
def _(subject):
    return subject.text.replace('"position":', '"position": 1, "position":', 1)


@written("member twice, once in escaped letters", "a member twice")
def _(subject):
    return subject.text.replace("{", '{"reference\\u005fkey": "AAAA",', 1)


@written("100,000 lists within each other", NOT_JSON)
def _(subject):
    return "[" * 100000 + "]" * 100000


@written("100,000 objects within each other as a member", NOT_JSON)
def _(subject):
    proof = subject.proof
    proof["asked"] = "HERE"
    return json.dumps(proof).replace('"HERE"', '{"a":' * 100000 + "1" + "}" * 100000)


@written("100,000 lists that are not closed", NOT_JSON)
def _(subject):
    return "[" * 100000


@written("JSON of another kind", FORMAT)
def _(subject):
    return '"orderledger/order-proof@v1"'


@written("list around the proof", FORMAT)
def _(subject):
    return f"[{subject.text}]"


@written("two proofs behind each other", NOT_JSON)
def _(subject):
    return subject.text + subject.text


@written("letters behind the proof", NOT_JSON)
def _(subject):
    return subject.text + "x"


@written("comma too much", NOT_JSON)
def _(subject):
    return subject.text.rstrip()[:-1] + ",}"


@written("comment", NOT_JSON)
def _(subject):
    return subject.text.replace("{", "{ /* true */", 1)


@written("byte order mark", NOT_JSON)
def _(subject):
    return "\ufeff" + subject.text


@written("UTF-16", NOT_JSON)
def _(subject):
    return subject.text.encode("utf-16")


@written("bytes that are not UTF-8", NOT_JSON)
def _(subject):
    return subject.text.encode().replace(b"eu", b"e\xff", 1)


@written("NUL behind the proof", NOT_JSON)
def _(subject):
    return subject.text + "\0"


@written("control character in a text", NOT_JSON)
def _(subject):
    return subject.text.replace('"asked"', '"as\x01ked"', 1)


@written("empty file", NOT_JSON)
def _(subject):
    return b""


@written("cut off in the middle", NOT_JSON)
def _(subject):
    return subject.text[: subject.random.randrange(len(subject.text.rstrip()))]


@written("an event proof in its place", NOT_JSON)
def _(subject):
    file = chosen(subject, subject.folder.events)
    return file and file.read_text()
