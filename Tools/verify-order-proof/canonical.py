"""Reads what an order proof is made of; whatever has not its one encoding is refused."""

import base64
import hashlib
import hmac
import json
import re
from collections import namedtuple

POSITION_END = 1 << 48
IDENTITY, PART, LINK = 1, 2, 3
DECIMAL = re.compile(r"0|[1-9][0-9]{0,19}")

Link = namedtuple("Link", "position item thread sequence previous")
Entry = namedtuple("Entry", "kind control links body_length fingerprint")
Leaf = namedtuple("Leaf", "identified thread count head items mentions")


class Refused(Exception):
    pass


def must(condition, why):
    if not condition:
        raise Refused(why)


def H(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def unbase64(text, what, size=None):
    try:
        data = base64.b64decode(text, validate=True)
    except (ValueError, TypeError):
        raise Refused(f"{what} is not base64") from None
    must(base64.b64encode(data).decode() == text, f"{what} is not base64 in its one encoding")
    must(size in (None, len(data)), f"{what} has {len(data)} bytes, not {size}")
    return data


def shaped(value, names, what):
    must(type(value) is dict and set(value) == set(names), f"{what} has not exactly its members")
    return [value[name] for name in names]


def number(value, what, end=POSITION_END):
    must(type(value) is int and 0 <= value < end, f"{what} is no number below {end}")
    return value


def listed(value, what):
    must(type(value) is list, f"{what} is no list")
    return value


def hashes(value, what, most):
    must(len(listed(value, what)) <= most, f"{what} has more than {most} hashes")
    return [unbase64(each, f"a hash of {what}", 32) for each in value]


def members(pairs):
    must(len(dict(pairs)) == len(pairs), "a JSON object has a member twice")
    return dict(pairs)


def whole(text):
    must(DECIMAL.fullmatch(text), "JSON holds a number that is none of ours")
    return int(text)


def fraction(_):
    raise Refused("JSON holds a number that is not whole")


def read_json(data, what):
    try:
        return json.loads(data.decode(), object_pairs_hook=members, parse_int=whole,
                          parse_float=fraction, parse_constant=fraction)
    except (ValueError, RecursionError):
        raise Refused(f"{what} is not JSON, or nested too deeply") from None


def varint(value):
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes(out + bytes([value]))


class Reader:
    """Takes fields off bytes; every value has one encoding, and nothing may be left over."""

    def __init__(self, data, what):
        self.data, self.at, self.what = data, 0, what

    def must(self, condition, why):
        must(condition, f"{self.what}: {why}")

    def bytes(self, count):
        self.must(count <= len(self.data) - self.at, "is cut short")
        self.at += count
        return self.data[self.at - count : self.at]

    def fixed(self, count, limit=None):
        value = int.from_bytes(self.bytes(count), "little")
        self.must(limit is None or value <= limit, f"holds {value} where {limit} is the most")
        return value

    def varint(self, limit=(1 << 64) - 1, least=0):
        value = shift = 0
        while True:
            byte = self.fixed(1)
            value |= (byte & 0x7F) << shift
            self.must(value < 1 << 64 and shift < 70, "has a number of more than 64 bits")
            if byte < 0x80:
                break
            shift += 7
        self.must(byte or not shift, "has a padded number")
        self.must(least <= value <= limit, f"holds {value}, not in {least} to {limit}")
        return value

    def text(self, limit=1024, least=0):
        data = self.bytes(self.varint(limit, least))
        try:
            return data.decode()
        except UnicodeDecodeError:
            raise Refused(f"{self.what}: has a text that is not UTF-8") from None

    def count(self, each):
        """A number of elements that can still follow, of at least `each` bytes."""
        return self.varint((len(self.data) - self.at) // each)

    def end(self):
        self.must(self.at == len(self.data), "has bytes after its end")

    def ascending(self, values, what):
        self.must(all(a < b for a, b in zip(values, values[1:])), f"{what} do not ascend")


def read_entry(data, position):
    """A canonical entry, version 1 (docs/format.md)."""
    r = Reader(data, f"entry {position}")
    r.must(len(data) <= 65535, "is too long")
    r.must(r.fixed(1) == 1, "is of another version")
    kind, marks, evidence = r.fixed(1, 3), r.fixed(2, 0xFF), r.fixed(1, 4)
    r.must(kind >= 1, "is of no kind")
    r.must(not (marks & 1 and kind != 1 or marks & 0x80 and kind == 2), "has marks of another kind")
    r.fixed(1, 3)
    r.must(r.fixed(8) == position, "is an entry of another position")
    r.bytes(8)
    for _ in range(4):
        r.text()
    control = r.text(least=1) if kind == 3 else None
    if kind == 2 or marks & 1:
        r.varint(position, 1)
    r.bytes(16 if marks & 2 else 0)
    if marks & 4:
        r.varint(position, 1)
    if marks & 8:
        r.text(least=1)
    r.text(), r.text()
    r.bytes(8 if marks & 16 else 0)
    if evidence == 4:
        r.bytes(32), r.varint(least=1)
    if marks & 32:
        r.text(least=1)
    r.bytes(32 if marks & 64 else 0)
    r.bytes(16 * r.count(16))
    links = []
    for _ in range(r.count(4)):
        item = r.varint(65535)
        thread = (position - r.varint(position), r.varint(65535))
        sequence = r.varint((1 << 32) - 1)
        previous = position - r.varint(position) if sequence else None
        links.append(Link(position, item, thread, sequence, previous))
    r.ascending([(each.item, each.thread) for each in links], "links")
    content = marks & 0x80
    length, fingerprint = (r.varint(), r.bytes(32)) if content else (None, None)
    r.end()
    return Entry(kind, control, links, length, fingerprint)


def read_payload(data, entry, salt, what):
    """Headers and body, held against the fingerprint and the length in their entry."""
    must(entry.fingerprint is not None, f"{what}: the entry has no body")
    good = hmac.compare_digest(hmac.digest(salt, data, "sha256"), entry.fingerprint)
    must(good, f"{what}: salt and payload do not give the fingerprint in the entry")
    r = Reader(data, what)
    headers = r.varint(1024)
    for _ in range(headers):
        name = r.text(65535, 1)
        r.must(not re.search("[A-Z]", name), "has a header in capitals")
        r.text(65535)
    r.must(len(data) - r.at == entry.body_length, "has not the length in its entry")
    return headers, data[r.at :]


def read_leaf(data, what):
    r = Reader(data, what)
    r.must(r.fixed(1) == 1, "is of another version")
    identified = r.fixed(1, 1)
    thread = (r.varint(POSITION_END - 1), r.varint(65535))
    count = r.varint()
    head = r.varint(POSITION_END - 1) if count else None
    items, at = [], 0
    for _ in range(r.count(2)):
        at += r.varint(POSITION_END - 1 - at)
        items.append((at, r.varint(65535)))
    r.ascending(items, "items")
    mentions = [(r.fixed(1, 3), r.bytes(32)) for _ in range(r.count(33))]
    r.ascending(mentions, "mentions")
    r.must(all(kind for kind, _ in mentions), "has a mention of no class")
    r.must(identified == any(kind == IDENTITY for kind, _ in mentions),
           "is identified, and carries no identity, or the reverse")
    r.end()
    return Leaf(identified, thread, count, head, items, mentions)


def read_hits(data, threads):
    r = Reader(data, "a value of the reference map")
    r.must(r.fixed(1) == 1, "is of another version")
    hits = [(r.fixed(1, 3), r.fixed(1, 1), r.varint(threads - 1)) for _ in range(r.count(3))]
    r.must(hits and all(kind for kind, _, _ in hits), "has no hits, or one of no class")
    r.ascending(hits, "hits")
    r.must(all(identified or kind != IDENTITY for kind, identified, _ in hits),
           "has a thread with an identity that is not identified")
    r.end()
    return hits
