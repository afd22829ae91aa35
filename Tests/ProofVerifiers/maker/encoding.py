"""Bytes of docs/format.md and docs/proofs.md, written and read."""

import base64
import dataclasses
import hashlib
import hmac
import struct

DELIVERY, DUPLICATE, CONTROL = 1, 2, 3
IDENTITY, PART, LINK = 1, 2, 3


class Padded(int):
    """A number that is written as a varint one byte too long."""


def digest(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def keyed(key, data):
    return hmac.new(key, data, "sha256").digest()


def b64(data):
    return base64.b64encode(data).decode()


def varint(value):
    out, rest = bytearray(), int(value)
    while rest >= 0x80:
        out.append(rest & 0x7F | 0x80)
        rest >>= 7
    out.append(rest)
    if isinstance(value, Padded):
        out[-1] |= 0x80
        out.append(0)
    return bytes(out)


def text(value):
    data = value.encode() if isinstance(value, str) else value
    return varint(len(data)) + data


class Cursor:
    """Reads what is trusted to be well formed: what was proved before it is tampered with."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count):
        self.at += count
        return self.data[self.at - count : self.at]

    def u(self, count):
        return int.from_bytes(self.take(count), "little")

    def varint(self):
        value = shift = 0
        while True:
            byte = self.u(1)
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    def text(self):
        return self.take(self.varint())


@dataclasses.dataclass
class Link:
    item: int
    thread: tuple
    sequence: int
    previous: int = None  # A position; only where the sequence is not 0.


@dataclasses.dataclass
class Entry:
    position: int
    kind: int = DELIVERY
    marks: int = None  # All but bit 0 follow from what is there.
    version: int = 1
    evidence: int = 1
    clock: int = 1
    received: int = 0
    engine: str = "0.4.0"
    account: str = "eu"
    channel: str = ""
    channel_kind: str = ""
    control: str = None
    original: int = None
    delivery_key: bytes = None
    cause: int = None
    cause_text: str = None
    actor: str = ""
    authentication: str = ""
    key_fingerprint: bytes = None
    operator: tuple = None
    sender_time: str = None
    revision: bytes = None
    subjects: list = dataclasses.field(default_factory=list)
    links: list = dataclasses.field(default_factory=list)
    body_length: int = None
    fingerprint: bytes = None

    def back(self, other):
        return varint(self.position - other)

    def natural_marks(self):
        there = [self.kind == DELIVERY and self.original is not None, self.delivery_key, self.cause,
                 self.cause_text, self.key_fingerprint, self.sender_time, self.revision,
                 self.fingerprint]
        return sum(1 << bit for bit, value in enumerate(there) if value not in (None, False))

    def encode(self):
        marks = self.natural_marks() if self.marks is None else self.marks
        out = [bytes([self.version, self.kind]), struct.pack("<H", marks),
               bytes([self.evidence, self.clock]), struct.pack("<Qq", self.position, self.received)]
        out += map(text, (self.engine, self.account, self.channel, self.channel_kind))
        if self.control is not None:
            out.append(text(self.control))
        if self.original is not None:
            out.append(self.back(self.original))
        out.append(self.delivery_key or b"")
        if self.cause is not None:
            out.append(self.back(self.cause))
        if self.cause_text is not None:
            out.append(text(self.cause_text))
        out += [text(self.actor), text(self.authentication), self.key_fingerprint or b""]
        if self.operator is not None:
            out += [self.operator[0], varint(self.operator[1])]
        if self.sender_time is not None:
            out.append(text(self.sender_time))
        out += [self.revision or b"", varint(len(self.subjects)), *self.subjects]
        out.append(varint(len(self.links)))
        for link in self.links:
            out += [varint(link.item), self.back(link.thread[0]), varint(link.thread[1])]
            out.append(varint(link.sequence))
            if link.sequence:
                out.append(self.back(link.previous))
        if self.fingerprint is not None:
            out += [varint(self.body_length), self.fingerprint]
        return b"".join(out)


def decode_entry(data):
    c = Cursor(data)
    version, kind, marks, evidence, clock = c.u(1), c.u(1), c.u(2), c.u(1), c.u(1)
    position, received = c.u(8), struct.unpack("<q", c.take(8))[0]
    e = Entry(position, kind, None, version, evidence, clock, received)
    e.engine, e.account, e.channel, e.channel_kind = (c.text() for _ in range(4))
    e.control = c.text() if kind == CONTROL else None
    e.original = position - c.varint() if kind == DUPLICATE or marks & 1 else None
    e.delivery_key = c.take(16) if marks & 2 else None
    e.cause = position - c.varint() if marks & 4 else None
    e.cause_text = c.text() if marks & 8 else None
    e.actor, e.authentication = c.text(), c.text()
    e.key_fingerprint = c.take(8) if marks & 16 else None
    e.operator = (c.take(32), c.varint()) if evidence == 4 else None
    e.sender_time = c.text() if marks & 32 else None
    e.revision = c.take(32) if marks & 64 else None
    e.subjects = [c.take(16) for _ in range(c.varint())]
    for _ in range(c.varint()):
        item, thread = c.varint(), (position - c.varint(), c.varint())
        sequence = c.varint()
        e.links.append(Link(item, thread, sequence, position - c.varint() if sequence else None))
    if marks & 0x80:
        e.body_length, e.fingerprint = c.varint(), c.take(32)
    assert e.encode() == data, "an entry is not what its encoding says"
    return e


def payload(headers, body):
    out = [varint(len(headers))]
    for name, value in headers:
        out += [text(name), text(value)]
    return b"".join(out) + body


@dataclasses.dataclass
class Leaf:
    position: int
    item: int
    identified: int = 0
    count: int = 0
    head: int = None
    items: list = dataclasses.field(default_factory=list)
    mentions: list = dataclasses.field(default_factory=list)  # Pairs of class and key.
    version: int = 1

    def encode(self):
        out = [bytes([self.version, self.identified]), varint(self.position), varint(self.item)]
        out.append(varint(self.count))
        if self.count:
            out.append(varint(self.head))
        out.append(varint(len(self.items)))
        before = 0
        for position, item in self.items:
            out += [varint((position - before) % (1 << 64)), varint(item)]
            before = position
        out.append(varint(len(self.mentions)))
        out += [bytes([kind]) + key for kind, key in self.mentions]
        return b"".join(out)


def decode_leaf(data):
    c = Cursor(data)
    version, identified, position, item, count = c.u(1), c.u(1), c.varint(), c.varint(), c.varint()
    leaf = Leaf(position, item, identified, count, c.varint() if count else None, [], [], version)
    at = 0
    for _ in range(c.varint()):
        at += c.varint()
        leaf.items.append((at, c.varint()))
    leaf.mentions = [(c.u(1), c.take(32)) for _ in range(c.varint())]
    assert leaf.encode() == data, "a leaf is not what its encoding says"
    return leaf


def encode_hits(hits):
    """Triples of class, identified, thread number."""
    return b"\x01" + varint(len(hits)) + b"".join(
        bytes([kind, identified]) + varint(number) for kind, identified, number in hits)


def decode_hits(data):
    c = Cursor(data)
    assert c.u(1) == 1
    hits = [(c.u(1), c.u(1), c.varint()) for _ in range(c.varint())]
    assert encode_hits(hits) == data, "a value is not what its encoding says"
    return hits


def encode_reference(reference):
    """A reference is account, system, entity, kind, value, run."""
    return b"".join(map(text, reference[:5])) + varint(reference[5])
