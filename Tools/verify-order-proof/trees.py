"""The two kinds of tree, and signed notes."""

import re

from canonical import DECIMAL, POSITION_END, H, must, unbase64, Refused
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def root_of(leaf, index, size, path):
    """RFC 9162, section 2.1.3.2; nothing where the path has not its one length."""
    if index >= size:
        return None
    node, last, value = index, size - 1, H(b"\x00", leaf)
    for sibling in path:
        if last == 0:
            return None
        if node & 1 or node == last:
            value = H(b"\x01", sibling, value)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            value = H(b"\x01", value, sibling)
        node, last = node >> 1, last >> 1
    return value if last == 0 else None


def map_root(key, place, siblings):
    """The root of the map with `place` where the bits of `key` lead after the siblings."""
    must(not siblings or any(siblings[0]), "a subtree of one key is not that key's leaf")
    for depth, sibling in zip(range(len(siblings) - 1, -1, -1), siblings):
        bit = key[depth // 8] >> (7 - depth % 8) & 1
        place = H(b"\x03", sibling, place) if bit else H(b"\x03", place, sibling)
    return place


def read_vkey(text):
    name, _, rest = text.partition("+")
    digits, _, encoded = rest.partition("+")
    key = unbase64(encoded, "the key", 33)
    must(name and not re.search(r"\s", name) and key[0] == 1, "is no key of type 1 with a name")
    identifier = H(name.encode(), b"\n", key)[:4]
    must(digits == identifier.hex(), "has the ID of another key")
    return (name, identifier), Ed25519PublicKey.from_public_bytes(key[1:])


def read_checkpoint(text, keys):
    """A signed note with the text of a checkpoint: its size and its root."""
    must(type(text) is str, "checkpoint: is no text")
    must(not re.search("[\x00-\x09\x0b-\x1f\ud800-\udfff]", text),
         "checkpoint: has characters that no note has")
    body, blank, signatures = text.rpartition("\n\n")
    lines = signatures.split("\n")
    must(blank and len(lines) > 1 and lines.pop() == "", "checkpoint: is no signed note")
    must(len(lines) <= 100, "checkpoint: has more than 100 signatures")
    fields, trusted = body.split("\n"), False
    must(len(fields) == 3, "checkpoint: has not three lines")
    must(DECIMAL.fullmatch(fields[1]) and int(fields[1]) <= POSITION_END, "checkpoint: has no size")
    for line in lines:
        parts = re.fullmatch(r"— ([^\s+]+) (\S+)", line)
        must(parts, "checkpoint: has a line that is no signature")
        signature = unbase64(parts[2], "checkpoint: a signature")
        key = keys.get((parts[1], signature[:4]))
        if key is None or parts[1] != fields[0]:
            continue
        try:
            key.verify(signature[4:], (body + "\n").encode())
        except InvalidSignature:
            raise Refused("checkpoint: the signature of a trusted key is false") from None
        trusted = True
    must(trusted, "checkpoint: is not signed by a trusted key")
    return fields[0], int(fields[1]), unbase64(fields[2], "checkpoint: the root", 32)
