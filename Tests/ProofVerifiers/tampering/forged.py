"""Proofs by a ledger that holds the key and lies: all hashes are right, and something else is not.

Each function gives the vkey and what a verifier is handed.
"""

import collections
import dataclasses
import json
import random as randomness

from maker.encoding import DELIVERY, DUPLICATE, IDENTITY, PART, Padded, b64, digest, encode_hits, varint
from maker.log import ORIGIN, Forge, Log
from maker.notes import Signer, checkpoint_text, sign
from maker.proofs import consistency_proof, dump, event_proof, order_proof
from maker.retail import Retailer
from maker.trees import Tree, Trie

Forgery = collections.namedtuple("Forgery", "kind name reason make")

FORGERIES = []


def forgery(kind, name, reason):
    def register(function):
        FORGERIES.append(Forgery(kind, name, reason, function))
        return function

    return register


# MARK: - Order proofs


def order_forgery(name, reason, asked="order-0-name", **hooks):
    """A retailer whose ledger forges by these hooks, and a proof of one question."""

    def make(seed):
        forge = type("Forged", (Forge,), hooks)()
        retailer = Retailer(seed, forge=forge, noise=10)
        directory, checkpoint, questions = retailer.stages[1]
        proof = order_proof(retailer.log, directory, checkpoint, questions[asked][0])
        return retailer.log.signer.vkey, [dump(proof).encode()]

    forgery("order", name, reason)(make)


def entries(name, reason, change):
    """Changes each entry with links: its fields, or its bytes where it gives any."""

    def entry(self, entry):
        if not entry.links:
            return entry.encode()
        copy = dataclasses.replace(entry, links=[dataclasses.replace(each) for each in entry.links])
        return change(copy) or copy.encode()

    order_forgery(f"entry: {name}", reason, entry=entry)


def set_field(name, value):
    return lambda entry: setattr(entry, name, value)


def each_link(change, least=0):
    def apply(entry):
        for link in entry.links:
            if link.sequence >= least:
                change(link)

    return apply


def relabelled(entry):
    data = bytearray(entry.encode())
    data[6] ^= 1
    return bytes(data)


entries("padded number in a link", "padded", each_link(
    lambda link: setattr(link, "item", Padded(link.item))))
entries("links in another order", "links do not ascend", lambda entry: entry.links.reverse())
entries("link twice", "links do not ascend", lambda entry: entry.links.extend(entry.links[:1]))
entries("chain with a gap", "has a gap", each_link(
    lambda link: setattr(link, "sequence", link.sequence + 1), 1))
entries("sequence twice", "has a gap", each_link(
    lambda link: setattr(link, "sequence", 1) if link.sequence == 2 else None))
entries("previous wrong", "names another previous", each_link(
    lambda link: setattr(link, "previous", max(0, link.previous - 1)), 1))
entries("item above 65,535", "holds", each_link(
    lambda link: setattr(link, "item", link.item + 65536)))
entries("sequence of 2^32", "holds", each_link(lambda link: setattr(link, "sequence", 1 << 32), 1))
entries("item without a link", "of its item", lambda entry: (
    setattr(entry, "links", []) if entry.links[0].sequence else None))
entries("number of 70 bits", "more than 64 bits", each_link(
    lambda link: setattr(link, "item", 1 << 70)))
entries("unknown mark", "holds", lambda entry: (
    setattr(entry, "marks", entry.natural_marks() | 0x100)))
SHIFTED = "cut short|holds|UTF-8|bytes after|ascend|padded"  # All behind is read elsewhere.
entries("mark without its field", SHIFTED, lambda entry: (
    setattr(entry, "marks", entry.natural_marks() ^ 2)))
entries("conflict mark without an original", SHIFTED + "|marks", lambda entry: (
    setattr(entry, "marks", entry.natural_marks() | 1)))
entries("version 2", "another version", set_field("version", 2))
entries("kind 0", "no kind", set_field("kind", 0))
entries("kind 4", "holds 4", set_field("kind", 4))
entries("duplicate with a body", "marks of another kind", lambda entry: (
    setattr(entry, "kind", DUPLICATE) or setattr(entry, "control", None) or (
        setattr(entry, "original", 0))))
entries("evidence 5", "holds 5", set_field("evidence", 5))
entries("clock 4", "holds 4", set_field("clock", 4))
entries("entry of another position", "another position", relabelled)
entries("text that is not UTF-8", "UTF-8", set_field("channel", b"shop\xff"))
entries("overlong UTF-8", "UTF-8", set_field("channel", b"shop\xc0\xaf"))
entries("text of 1,025 bytes", "holds 1025", set_field("actor", "x" * 1025))
entries("empty sender time", "holds 0", set_field("sender_time", ""))
entries("cause that is itself", "holds 0", lambda entry: setattr(entry, "cause", entry.position))
entries("cause before the beginning", "holds", lambda entry: setattr(entry, "cause", -1))
entries("operator line 0", "holds 0", lambda entry: (
    setattr(entry, "evidence", 4) or setattr(entry, "operator", (bytes(32), 0))))
entries("more than 65,535 bytes", "too long", set_field("subjects", [bytes(16)] * 5000))
entries("a byte behind", "bytes after its end", lambda entry: entry.encode() + b"\0")
entries("a byte missing", "cut short", lambda entry: entry.encode()[:-1])
entries("nothing", "cut short", lambda entry: b"\x01")
entries("body length wrong", "has not the length", lambda entry: (
    setattr(entry, "body_length", entry.body_length + 1)))
entries("a body where the entry has none", "has no body", lambda entry: (
    setattr(entry, "fingerprint", None)))


CHAIN = "its chain has"


order_forgery("payload: header in capitals", "has a header in capitals",
              headers=lambda self, headers: [("X-Topic", "Orders/Paid")])
order_forgery("payload: header without a name", "holds 0", headers=lambda self, headers: [("", "x")])
order_forgery("payload: header that is not UTF-8", "UTF-8",
              headers=lambda self, headers: [("x", b"\xff")])
order_forgery("payload: 1,025 headers", "holds 1025",
              headers=lambda self, headers: [("x", "")] * 1025)


def leaves(name, reason, change):
    def leaf(self, number, leaf):
        copy = dataclasses.replace(leaf, items=list(leaf.items), mentions=list(leaf.mentions))
        return change(copy) or copy.encode()

    order_forgery(f"leaf: {name}", reason, leaf=leaf)


def more(name, by):
    return lambda leaf: setattr(leaf, name, (getattr(leaf, name) or 0) + by)


leaves("padded position", "padded", lambda leaf: setattr(leaf, "position", Padded(leaf.position)))
leaves("padded head", "padded", lambda leaf: setattr(leaf, "head", Padded(leaf.head)))
leaves("items in another order", "items do not ascend|holds", lambda leaf: leaf.items.reverse())
leaves("item twice", "items do not ascend", lambda leaf: leaf.items.append(leaf.items[-1]))
leaves("wrong order of mentions", "mentions do not ascend", lambda leaf: leaf.mentions.reverse())
leaves("mention twice", "mentions do not ascend", lambda leaf: (
    leaf.mentions.extend(leaf.mentions[-1:])))
leaves("mention of class 0", "no class", lambda leaf: leaf.mentions.insert(0, (0, bytes(32))))
leaves("mention of class 4", "holds 4", lambda leaf: leaf.mentions.append((4, bytes(32))))
leaves("identified without an identity, or the reverse", "is identified, and carries",
       lambda leaf: setattr(leaf, "identified", 1 - leaf.identified))
leaves("unknown flag", "holds", lambda leaf: setattr(leaf, "identified", leaf.identified | 2))
leaves("version 2", "another version", lambda leaf: setattr(leaf, "version", 2))
leaves("a byte behind", "bytes after its end", lambda leaf: leaf.encode() + b"\0")
leaves("a byte missing", "cut short|holds", lambda leaf: leaf.encode()[:-1])
leaves("count of items beyond its bytes", "holds", lambda leaf: (
    bytes([1, leaf.identified]) + b"".join(map(varint, (
        leaf.position, leaf.item, leaf.count, leaf.head))) + varint(1 << 62)))
leaves("chain with a link less than there are", CHAIN, more("count", -1))
leaves("chain with a link more than there are", CHAIN, more("count", 1))
leaves("chain of 2^63 links", CHAIN, lambda leaf: setattr(leaf, "count", 1 << 63))
leaves("chain head wrong", "another head", more("head", 1))
leaves("chain claimed to be empty", CHAIN, lambda leaf: setattr(leaf, "count", 0))
leaves("item that was not filed", "of its item", lambda leaf: (
    leaf.items.append((leaf.items[-1][0], leaf.items[-1][1] + 1))))
leaves("mention kept from the thread", "do not name each other", lambda leaf: (
    setattr(leaf, "mentions", leaf.mentions[:1] + leaf.mentions[2:])))
leaves("mention of a foreign reference", "is needed, and not in the proof", lambda leaf: (
    leaf.mentions.insert(leaf.identified, (leaf.identified or PART, b"\xff" * 32)) or (
        setattr(leaf, "mentions", sorted(leaf.mentions)))))
leaves("begun by the same item as all others", "do not ascend together", lambda leaf: (
    setattr(leaf, "position", 1)))


def values(name, reason, change):
    def hits(self, reference, hits):
        made = change(list(hits))
        return made if isinstance(made, bytes) else encode_hits(made)

    order_forgery(f"value: {name}", reason, hits=hits)


values("padded number", "padded", lambda hits: [(*hits[0][:2], Padded(hits[0][2])), *hits[1:]])
values("hits in another order", "hits do not ascend", lambda hits: (
    hits[::-1] if len(hits) > 1 else [hits[0], (hits[0][0], 0, 0)]))
values("hit twice", "hits do not ascend", lambda hits: hits + hits[-1:])
values("no hits", "no hits", lambda hits: [])
values("hit of class 0", "no class", lambda hits: [(0, 0, 0), *hits])
values("hit of class 4", "holds 4", lambda hits: hits + [(4, 0, 0)])
values("hit identified twice over", "holds 2", lambda hits: [(hits[0][0], 2, hits[0][2])])
values("identity of a thread that is not identified", "that is not identified|do not name",
       lambda hits: [(hit[0], hit[1] & (hit[0] != IDENTITY), hit[2]) for hit in hits])
values("thread number beyond the tree", "holds", lambda hits: hits + [(3, 1, 1 << 40)])
values("version 2", "another version", lambda hits: b"\x02" + encode_hits(hits)[1:])
values("a byte behind", "bytes after its end", lambda hits: encode_hits(hits) + b"\0")
values("count beyond its bytes", "holds", lambda hits: b"\x01" + varint(1 << 62))
values("thread kept from the references", "do not name each other", lambda hits: (
    hits[1:] if len(hits) > 1 else hits))
values("thread that carries no such reference", "do not name each other|is needed", lambda hits: (
    sorted({*hits, (hits[0][0], hits[0][1], 3)})))


@forgery("order", "value: an own thread's identity made to look like that of a cluster",
         "that is not identified")
def _(seed):
    """So that nobody misses the thread, which is left out of the proof."""
    forge = type("Forged", (Forge,), {"hits": lambda self, reference, hits: encode_hits(
        sorted((hit[0], int(hit == hits[0]), hit[2]) if hit[0] == IDENTITY else hit
               for hit in hits))})()
    retailer = Retailer(seed, forge=forge)
    directory, checkpoint, questions = retailer.stages[1]
    proof = order_proof(retailer.log, directory, checkpoint, questions["joined"][0])
    first = directory.hits[questions["joined"][0]][0][2]
    models = directory.leaf_models
    proof["threads"] = [each for each in proof["threads"]
                        if each["number"] == first or not models[each["number"]].identified]
    return retailer.log.signer.vkey, [dump(proof).encode()]


class LooseTrie(Trie):
    """Puts each key one level lower than it belongs, beside nothing."""

    def make(self, keys, depth):
        if len(keys) != 1:
            return super().make(keys, depth)
        halves = [(bytes(32), None, None), (self.leaf(keys[0]), None, keys[0])]
        if not keys[0][depth // 8] >> (7 - depth % 8) & 1:
            halves.reverse()
        return (digest(b"\x03", halves[0][0], halves[1][0]), halves, None)


def loosen(self, trie):
    trie.top = LooseTrie(trie.values).top


order_forgery("map: two encodings, a key below its place", "not that key's leaf", trie=loosen)


def directories(name, reason, change):
    def directory(self, fields):
        made = change(fields)
        return made if isinstance(made, bytes) else json.dumps(fields).encode()

    order_forgery(f"directory: {name}", reason, directory=directory)


def patched(**new):
    return lambda fields: fields.update(new)


directories("through too small", "is not before the directory", lambda fields: (
    fields.update(through=1)))
directories("through too large", "covers entries behind it", lambda fields: (
    fields.update(through=fields["through"] + 1)))
directories("through as a text", "covers entries|is no number", lambda fields: (
    fields.update(through=str(fields["through"]))))
directories("through with a fraction", "not whole", lambda fields: (
    fields.update(through=float(fields["through"]))))
directories("threads too few", "is not in the thread tree|holds", lambda fields: (
    fields.update(threads=fields["threads"] // 3)))
directories("threads negative", "number that is", patched(threads=-1))
directories("threads not a number", "not whole", patched(threads=float("nan")))
directories("threads true", "is no number", patched(threads=True))
directories("references of 2^63", "is no number", patched(references=1 << 63))
directories("root of 31 bytes", "31 bytes", patched(thread_root=b64(bytes(31))))
directories("root left out", "exactly its members", lambda fields: (
    fields.pop("reference_root") and None))
directories("unknown member", "exactly its members", patched(note="x"))
directories("member twice", "a member twice", lambda fields: (
    json.dumps(fields).replace("{", '{"through": 1,', 1).encode()))
directories("not JSON", "not JSON", lambda fields: b"through")
directories("not UTF-8", "not JSON", lambda fields: json.dumps(fields).encode() + b"\xff")
directories("100,000 lists", "not JSON", lambda fields: b"[" * 100000)
directories("list", "exactly its members", lambda fields: b"[]")
directories("another reference key", "not the one that the directory names",
            patched(reference_key_hash=b64(digest(b"other"))))
directories("rulebook not hexadecimal", "not hexadecimal", patched(rulebook="none"))
directories("separations descending", "separations do not ascend", patched(separations=[2, 1]))
directories("separation behind it", "a separation is no number", lambda fields: (
    fields.update(separations=[fields["through"]])))
directories("separations not a list", "is no list", patched(separations=None))
order_forgery("directory: with headers", "has headers",
              directory_headers=lambda self: [("x-topic", "directory")])
order_forgery("directory: control entry of another kind", "of another kind",
              directory_entry=lambda self, entry: setattr(entry, "control", "directories"))
order_forgery("directory: a delivery", "of another kind", directory_entry=lambda self, entry: (
    setattr(entry, "control", None) or setattr(entry, "kind", DELIVERY)))
order_forgery("directory: control kind empty", "holds 0",
              directory_entry=lambda self, entry: setattr(entry, "control", ""))


# MARK: - Logs


def plain_log(seed, size, tree=None):
    """A log without any orders, of this many entries."""
    random = randomness.Random(seed)
    log = Log(random)
    if tree is not None:
        log.tree = tree
    while len(log.entries) < size:
        if len(log.entries) % 3:
            log.deliver("shopify-eu", [])
        else:
            log.control("note")
    return log


def signed_text(name, reason, change, alone=True):
    """A checkpoint with a wrong text, truly signed: alone, and in each kind of proof."""

    def note_of(log):
        size, root = len(log.tree), log.tree.root()
        return sign(change(size, root), log.signer)

    def note(seed):
        log = plain_log(seed, 5)
        return log.signer.vkey, [note_of(log).encode()]

    if alone:
        forgery("checkpoint", f"signed text: {name}", reason)(note)

    @forgery("event", f"signed text: {name}", reason)
    def _(seed):
        log = plain_log(seed, 5)
        return log.signer.vkey, [event_proof(log, 3, (5, note_of(log))).encode()]

    @forgery("order", f"signed text: {name}", reason)
    def _(seed):
        retailer = Retailer(seed, orders=3)
        log = retailer.log
        directory, _, questions = retailer.stages[2]
        proof = order_proof(log, directory, (len(log.tree), note_of(log)), questions["alone"][0])
        return log.signer.vkey, [dump(proof).encode()]


LINES = "has not three lines|malformed note"
SIZE = "has no size|is not a number"
signed_text("size with a leading zero", SIZE, lambda size, root: (
    f"{ORIGIN}\n0{size}\n{b64(root)}\n"))
signed_text("size with a sign", SIZE, lambda size, root: f"{ORIGIN}\n+{size}\n{b64(root)}\n")
signed_text("size with a space", SIZE, lambda size, root: f"{ORIGIN}\n{size} \n{b64(root)}\n")
signed_text("size of 2^48 + 1", SIZE, lambda size, root: (
    checkpoint_text(ORIGIN, (1 << 48) + 1, root)))
signed_text("size of 2^63 - 1", SIZE, lambda size, root: (
    checkpoint_text(ORIGIN, (1 << 63) - 1, root)))
signed_text("size of 2^64", SIZE, lambda size, root: checkpoint_text(ORIGIN, 1 << 64, root))
signed_text("size of 10,000 digits", SIZE, lambda size, root: (
    f"{ORIGIN}\n{'9' * 10000}\n{b64(root)}\n"))
signed_text("size in Arabic digits", SIZE, lambda size, root: f"{ORIGIN}\n٥\n{b64(root)}\n")
signed_text("no size", SIZE + "|" + LINES, lambda size, root: f"{ORIGIN}\n\n{b64(root)}\n")
signed_text("root of 31 bytes", "31 bytes", lambda size, root: (
    checkpoint_text(ORIGIN, size, root[1:])))
signed_text("root in hexadecimal", "base64|48 bytes", lambda size, root: (
    f"{ORIGIN}\n{size}\n{root.hex()}\n"))
signed_text("root in base64 without padding", "base64", lambda size, root: (
    f"{ORIGIN}\n{size}\n{b64(root)[:-1]}\n"))
signed_text("two lines", LINES, lambda size, root: f"{ORIGIN}\n{size}\n")
signed_text("extension line", LINES, lambda size, root: checkpoint_text(ORIGIN, size, root) + "x\n")
signed_text("empty line behind", LINES, lambda size, root: (
    checkpoint_text(ORIGIN, size, root) + "\n"))
signed_text("another origin", "another origin|not signed by a trusted", lambda size, root: (
    checkpoint_text("other.example", size, root)))
# Alone, it is as right as any.
signed_text("another root", "is not in the|invalid transparency proof", lambda size, root: (
    checkpoint_text(ORIGIN, size, digest(root))), alone=False)


class UnprefixedTree(Tree):
    """Takes the entry's own hash for its leaf hash: no difference between leaves and nodes."""

    def append(self, leaf):
        super().append(leaf)
        value, level, at = digest(leaf), 0, len(self) - 1
        self.levels[0][at] = value
        while at % 2:
            value = digest(b"\x01", self.levels[level][at - 1], value)
            level, at = level + 1, at // 2
            self.levels[level][at] = value


NOT_THERE = "invalid transparency proof"


@forgery("event", "leaves hashed without their prefix", NOT_THERE)
def _(seed):
    log = plain_log(seed, 7, UnprefixedTree())
    return log.signer.vkey, [event_proof(log, 4, log.add_checkpoint()).encode()]


@forgery("event", "entry of another position", "is that of position")
def _(seed):
    log = plain_log(seed, 7)
    log.tree = Tree([log.entries[each] for each in (0, 1, 2, 4, 3, 5, 6)])
    log.entries[3], log.entries[4] = log.entries[4], log.entries[3]
    return log.signer.vkey, [event_proof(log, 3, log.add_checkpoint()).encode()]


@forgery("event", "entry of another version", "not of version 1")
def _(seed):
    log = plain_log(seed, 6)
    log.entries.append(b"\x02" + log.entries[5][1:])
    log.tree.append(log.entries[-1])
    return log.signer.vkey, [event_proof(log, 6, log.add_checkpoint()).encode()]


@forgery("event", "empty entry", "not of version 1")
def _(seed):
    log = plain_log(seed, 6)
    log.entries.append(b"")
    log.tree.append(b"")
    return log.signer.vkey, [event_proof(log, 6, log.add_checkpoint()).encode()]


def rewritten(seed, size, at, then):
    """A log, and another with its key that differs from one position on."""
    first, second = plain_log(seed, size), plain_log(seed, at)
    second.random = randomness.Random(seed + 1)
    while len(second.entries) < then:
        second.control("other")
    return first, second


def fork(name, reason, size, at, then):
    @forgery("consistency", name, reason)
    def _(seed):
        first, second = rewritten(seed, size, at, then)
        old = first.add_checkpoint()
        proof = consistency_proof(second, min(size, then), second.add_checkpoint())
        proof = "\n".join([f"old {size}", *proof.split("\n")[1:]])
        return first.signer.vkey, [proof.encode(), old[1].encode()]


fork("fork: the same size, both truly signed", NOT_THERE, 9, 8, 9)
fork("fork: history rewritten at its end", NOT_THERE, 9, 8, 20)
fork("fork: history rewritten from its beginning", NOT_THERE, 9, 1, 20)
fork("fork: at a power of two", NOT_THERE, 8, 7, 16)
fork("truncated log, truly signed", "become shorter", 9, 7, 7)
fork("truncated and grown again", NOT_THERE, 9, 7, 12)


@forgery("consistency", "checkpoints of two logs of two trusted keys", "of two logs")
def _(seed):
    first, second = plain_log(seed, 4), plain_log(seed + 1, 4)
    second.signer = Signer("other.example/log", randomness.Random(seed).randbytes(32))
    text = checkpoint_text(second.signer.name, 4, first.tree.root())
    old = first.add_checkpoint()
    proof = consistency_proof(first, 4, (4, sign(text, second.signer)))
    return first.signer.vkey + "\n" + second.signer.vkey, [proof.encode(), old[1].encode()]


@forgery("checkpoint", "origin of one trusted key, signed by the other", "of another origin")
def _(seed):
    log = plain_log(seed, 3)
    other = Signer("other.example/log", randomness.Random(seed).randbytes(32))
    note = sign(checkpoint_text(ORIGIN, 3, log.tree.root()), other)
    return log.signer.vkey + "\n" + other.vkey, [note.encode()]


@forgery("consistency", "from a log without entries, with a hash", "without leaves")
def _(seed):
    log = plain_log(seed, 0)
    old = log.add_checkpoint()
    log.control("note")
    proof = consistency_proof(log, 0, log.add_checkpoint()).split("\n")
    return log.signer.vkey, ["\n".join([proof[0], b64(bytes(32)), *proof[1:]]).encode(),
                             old[1].encode()]


@forgery("consistency", "from a log without entries, of another root", "without leaves")
def _(seed):
    log = plain_log(seed, 0)
    old = sign(checkpoint_text(ORIGIN, 0, bytes(32)), log.signer)
    log.control("note")
    proof = consistency_proof(log, 0, log.add_checkpoint())
    return log.signer.vkey, [proof.encode(), old.encode()]
