"""Tampering with order proofs: what is in them, and what they leave out."""

import copy
import json

from maker.encoding import (IDENTITY, Padded, b64, decode_entry, decode_hits, decode_leaf, digest,
                            encode_hits, encode_reference, keyed)

from . import notes, paths
from .table import flipped, tampering, unbase64

MAP = "is not proved by the reference map"
THREADS = "is not in the thread tree"
TREE = "is not in the checkpoint's tree"
NEEDED = "is needed, and not in the proof"
KEY = "has another key"
FINGERPRINT = "do not give the fingerprint"
ITEM = "of its item .* is not in the proof"
CHAIN = "its chain has"
TWICE = "stands twice"
ENCODING = "padded|ascend|cut short|bytes after|holds|version"


def order(name, reason):
    """Tampering by a function that changes a parsed proof, or says False where it does not fit."""

    def register(function):
        def apply(subject):
            proof = subject.proof
            before = copy.deepcopy(proof)
            if function(subject, proof) is False or proof == before:
                return None
            return proof

        return tampering("order", name, reason)(apply)

    return register


def present(proof):
    return [each for each in proof["references"] if each["value"] is not None]


def asked(proof):
    """The element of `references` that was asked for."""
    return next(each for each in proof["references"] if each["reference"] == proof["asked"][0])


def entries_of(proof):
    return {each["position"]: decode_entry(unbase64(each["entry"])) for each in proof["entries"]}


def answered(proof):
    """Threads whose entries are here, so those that the answer is made of."""
    there = {link.thread for entry in entries_of(proof).values() for link in entry.links}
    leaves = [(each, decode_leaf(unbase64(each["leaf"]))) for each in proof["threads"]]
    return [(each, leaf) for each, leaf in leaves if (leaf.position, leaf.item) in there]


def chosen(subject, found):
    return subject.random.choice(found) if found else None


def register_common():
    for name, reason, change in notes.TAMPERINGS:

        def note(subject, proof, change=change):
            proof["checkpoint"] = change(subject, proof["checkpoint"]) or proof["checkpoint"]

        order(f"checkpoint: {name}", reason)(note)
    places = {
        "directory": (lambda subject, proof: proof["directory"], "proof", TREE),
        "thread": (lambda subject, proof: chosen(subject, proof["threads"]), "proof", THREADS),
        "entry": (lambda subject, proof: chosen(subject, proof["entries"]), "proof", TREE),
        "reference": (lambda subject, proof: chosen(subject, proof["references"]), "siblings",
                      MAP + "|is not that key's leaf|does not lead to its place"),
    }
    for place, (find, member, otherwise) in places.items():
        for name, reason, change in paths.TAMPERINGS:

            def path(subject, proof, find=find, member=member, change=change):
                element = find(subject, proof)
                if element is None:
                    return False
                element[member] = change(subject, element[member]) or element[member]

            order(f"{place}: {name}", reason or otherwise)(path)


register_common()


# MARK: - The directory


@order("directory: a bit of the entry changed", TREE)
def _(subject, proof):
    proof["directory"]["entry"] = flipped(proof["directory"]["entry"], random=subject.random)


@order("directory: entry of another position", "of another kind|salt and payload")
def _(subject, proof):
    other = chosen(subject, proof["entries"])
    if other is None:
        return False
    proof["directory"].update(copy.deepcopy(other))


@order("directory: one of another position, with its proof", "reference map|thread tree|not before")
def _(subject, proof):
    for other in map(json.loads, subject.others(subject.folder.orders)):
        if other["checkpoint"] == proof["checkpoint"] and other["directory"] != proof["directory"]:
            proof["directory"] = other["directory"]
            return True
    return False


@order("directory: next position", TREE)
def _(subject, proof):
    proof["directory"]["position"] += 1


@order("directory: position beyond the checkpoint", TREE)
def _(subject, proof):
    proof["directory"]["position"] = int(proof["checkpoint"].split("\n")[1])


@order("directory: salt exchanged", FINGERPRINT)
def _(subject, proof):
    proof["directory"]["salt"] = b64(subject.random.randbytes(16))


@order("directory: salt of 15 bytes", "15 bytes")
def _(subject, proof):
    proof["directory"]["salt"] = b64(unbase64(proof["directory"]["salt"])[:-1])


@order("directory: payload changed by one bit", FINGERPRINT)
def _(subject, proof):
    proof["directory"]["payload"] = flipped(proof["directory"]["payload"], random=subject.random)


@order("directory: through too small", FINGERPRINT)
def _(subject, proof):
    position = str(proof["directory"]["position"]).encode()
    payload = unbase64(proof["directory"]["payload"])
    smaller = str(proof["directory"]["position"] - 1).encode()
    proof["directory"]["payload"] = b64(payload.replace(position, smaller))


@order("directory: root of the threads exchanged", FINGERPRINT)
def _(subject, proof):
    payload = unbase64(proof["directory"]["payload"])
    at = payload.index(b"thread_root") + 14
    other = payload[at + 44 :].index(b"reference_root") + at + 44 + 17
    payload = payload[:at] + payload[other : other + 44] + payload[at + 44 :]
    proof["directory"]["payload"] = b64(payload)


@order("directory: payload in padded form", FINGERPRINT)
def _(subject, proof):
    payload = unbase64(proof["directory"]["payload"])
    proof["directory"]["payload"] = b64(b"\x80" + payload)


# MARK: - References


@order("wrong reference key", "is not the one that the directory names")
def _(subject, proof):
    proof["reference_key"] = flipped(proof["reference_key"], random=subject.random)


@order("wrong reference key, all keys made with it", "is not the one that the directory names")
def _(subject, proof):
    secret = subject.random.randbytes(32)
    proof["reference_key"] = b64(secret)
    for each in proof["references"]:
        names = each["reference"]
        data = encode_reference([names[name] for name in names])
        each["key"] = b64(keyed(secret, data))


@order("reference key of 31 bytes", "31 bytes")
def _(subject, proof):
    proof["reference_key"] = b64(unbase64(proof["reference_key"])[:-1])


@order("asked for another reference", "that was asked for is not in the proof")
def _(subject, proof):
    proof["asked"][0]["value"] += "x"


@order("asked for another run", "that was asked for is not in the proof")
def _(subject, proof):
    proof["asked"][0]["run"] += 7


@order("asked in another account", "that was asked for is not in the proof")
def _(subject, proof):
    proof["asked"][0]["account"] += "x"


@order("asked with letters moved between two names", "that was asked for is not in the proof")
def _(subject, proof):
    proof["asked"][0]["system"] += proof["asked"][0]["entity"][0]
    proof["asked"][0]["entity"] = proof["asked"][0]["entity"][1:]


@order("asked for run 2^64", "no number below")
def _(subject, proof):
    proof["asked"][0]["run"] = 1 << 64


@order("asked for a name of 1,025 bytes", "too long")
def _(subject, proof):
    proof["asked"][0]["kind"] = "x" * 1025


@order("reference that was asked for left out", "that was asked for is not in the proof")
def _(subject, proof):
    proof["references"].remove(asked(proof))


@order("another reference left out", NEEDED)
def _(subject, proof):
    """One of an identity or part of the order's own threads."""
    needed = {b64(key) for _, leaf in answered(proof) if leaf.identified
              for kind, key in leaf.mentions if kind in (1, 2)}
    others = [each for each in proof["references"]
              if each["key"] in needed and each["reference"] not in proof["asked"]]
    if not others:
        return False
    proof["references"].remove(chosen(subject, others))


@order("all references left out", "that was asked for is not in the proof")
def _(subject, proof):
    proof["references"] = []


@order("absence claimed for a present key", MAP)
def _(subject, proof):
    found = present(proof)
    if not found:
        return False
    asked(proof)["value"] = None


@order("absence claimed by the present key itself", "does not lead to its place")
def _(subject, proof):
    element = chosen(subject, present(proof))
    if element is None:
        return False
    value = unbase64(element["value"])
    element["other"] = {"key": element["key"], "value_hash": b64(digest(value))}
    element["value"] = None


@order("absence claimed by another key with a wrong prefix", "does not lead to its place")
def _(subject, proof):
    """It differs in the first bit."""
    element = chosen(subject, [each for each in present(proof) if each["siblings"]])
    if element is None:
        return False
    element["other"] = {"key": flipped(element["key"], bit=7), "value_hash": b64(bytes(32))}
    element["value"] = None


@order("absence claimed by another key with the right prefix", MAP)
def _(subject, proof):
    element = chosen(subject, present(proof))
    if element is None:
        return False
    element["other"] = {"key": flipped(element["key"], bit=255), "value_hash": b64(bytes(32))}
    element["value"] = None


@order("absence claimed by another key for an empty place", MAP + "|does not lead")
def _(subject, proof):
    element = asked(proof)
    if element["value"] is not None or element["other"] is not None:
        return False
    element["other"] = {"key": flipped(element["key"], bit=255), "value_hash": b64(bytes(32))}


@order("other key taken away", MAP)
def _(subject, proof):
    if asked(proof)["other"] is None:
        return False
    asked(proof)["other"] = None


@order("value hash of the other key changed", MAP)
def _(subject, proof):
    other = asked(proof)["other"]
    if other is None:
        return False
    other["value_hash"] = flipped(other["value_hash"], random=subject.random)


@order("presence claimed for an absent key", MAP)
def _(subject, proof):
    if asked(proof)["value"] is not None:
        return False
    asked(proof).update(value=b64(encode_hits([(IDENTITY, 1, 0)])), other=None)


@order("present and absent at once", "both present and absent")
def _(subject, proof):
    found = chosen(subject, present(proof))
    if found is None:
        return False
    found["other"] = {"key": flipped(found["key"], bit=255), "value_hash": b64(bytes(32))}


@order("reference proved in another's place", KEY)
def _(subject, proof):
    if len(proof["references"]) < 2:
        return False
    first, second = subject.random.sample(proof["references"], 2)
    first["key"], second["key"] = second["key"], first["key"]


@order("names of two references exchanged", KEY)
def _(subject, proof):
    if len(proof["references"]) < 2:
        return False
    first, second = subject.random.sample(proof["references"], 2)
    first["reference"], second["reference"] = second["reference"], first["reference"]


@order("name of a reference changed", KEY)
def _(subject, proof):
    chosen(subject, proof["references"])["reference"]["value"] += "x"


@order("reference twice", TWICE)
def _(subject, proof):
    proof["references"].append(chosen(subject, proof["references"]))


@order("key of a reference of 31 bytes", "31 bytes")
def _(subject, proof):
    element = chosen(subject, proof["references"])
    element["key"] = b64(unbase64(element["key"])[:-1])


def with_hits(name, reason=MAP):
    """Tampering with the hits of a value, most of it found by the map's root."""

    def register(change):
        def apply(subject, proof):
            element = chosen(subject, present(proof))
            if element is None:
                return False
            made = change(subject, decode_hits(unbase64(element["value"])))
            if made is None:
                return False
            element["value"] = b64(encode_hits(made) if isinstance(made, list) else made)

        return order(name, reason)(apply)

    return register


@with_hits("hits shortened")
def _(subject, hits):
    return hits[:-1]


@with_hits("hits with a thread more")
def _(subject, hits):
    return hits + [(3, 1, hits[-1][2] + 1)]


@with_hits("hits in another order")
def _(subject, hits):
    return hits[::-1]


@with_hits("hit of another class")
def _(subject, hits):
    return [(hits[0][0] % 3 + 1, *hits[0][1:]), *hits[1:]]


@with_hits("hit no longer of an identified thread")
def _(subject, hits):
    return [(hits[0][0], 1 - hits[0][1], hits[0][2]), *hits[1:]]


@with_hits("hit of another thread")
def _(subject, hits):
    return [(*hits[0][:2], hits[0][2] + 1), *hits[1:]]


@with_hits("value with a padded number")
def _(subject, hits):
    return encode_hits([(*hits[0][:2], Padded(hits[0][2])), *hits[1:]])


@with_hits("value with a byte behind")
def _(subject, hits):
    return encode_hits(hits) + b"\0"


@with_hits("value of another version")
def _(subject, hits):
    return b"\x02" + encode_hits(hits)[1:]


# MARK: - Threads


@order("left-out thread: one of the order's own", NEEDED)
def _(subject, proof):
    own = [each for each, leaf in answered(proof) if leaf.identified]
    if not own:
        return False
    proof["threads"].remove(chosen(subject, own))


@order("left-out thread: one of a cluster", NEEDED)
def _(subject, proof):
    cluster = [each for each, leaf in answered(proof) if not leaf.identified]
    if not cluster:
        return False
    proof["threads"].remove(chosen(subject, cluster))


@order("left-out cluster, with its references and entries", NEEDED)
def _(subject, proof):
    cluster = [(each, leaf) for each, leaf in answered(proof) if not leaf.identified]
    if not cluster:
        return False
    gone = {(leaf.position, leaf.item) for _, leaf in cluster}
    kept = {b64(key) for _, leaf in answered(proof) if leaf.identified for _, key in leaf.mentions}
    left_out = [each for each, _ in cluster]
    proof["threads"] = [each for each in proof["threads"] if each not in left_out]
    proof["references"] = [each for each in proof["references"]
                           if each["key"] in kept or each == asked(proof)]
    there = {position: entry.links for position, entry in entries_of(proof).items()}
    proof["entries"] = [each for each in proof["entries"]
                        if {link.thread for link in there[each["position"]]} - gone]
    proof["bodies"] = []


@order("all threads left out", NEEDED)
def _(subject, proof):
    proof["threads"] = []


@order("thread of another number", THREADS)
def _(subject, proof):
    if not proof["threads"]:
        return False
    chosen(subject, proof["threads"])["number"] += 1


@order("numbers of two threads exchanged", THREADS)
def _(subject, proof):
    if len(proof["threads"]) < 2:
        return False
    first, second = subject.random.sample(proof["threads"], 2)
    first["number"], second["number"] = second["number"], first["number"]


@order("thread number beyond the tree", THREADS)
def _(subject, proof):
    if not proof["threads"]:
        return False
    chosen(subject, proof["threads"])["number"] = 1 << 61


@order("thread twice", TWICE)
def _(subject, proof):
    if not proof["threads"]:
        return False
    proof["threads"].append(chosen(subject, proof["threads"]))


def with_leaf(name, reason=THREADS):
    """Tampering with a leaf, found by the root of the threads."""

    def register(change):
        def apply(subject, proof):
            element = chosen(subject, proof["threads"])
            if element is None:
                return False
            leaf = decode_leaf(unbase64(element["leaf"]))
            made = change(leaf)
            if made is False:
                return False
            element["leaf"] = b64(leaf.encode() if made is None else made)

        return order(name, reason)(apply)

    return register


@with_leaf("leaf: an item left out")
def _(leaf):
    del leaf.items[-1]


@with_leaf("leaf: chain with a link less")
def _(leaf):
    leaf.count -= 1


@with_leaf("leaf: chain head wrong")
def _(leaf):
    leaf.head = (leaf.head or 0) + 1


@with_leaf("leaf: a mention left out")
def _(leaf):
    if not leaf.mentions:
        return False
    del leaf.mentions[-1]


@with_leaf("leaf: wrong order of mentions")
def _(leaf):
    leaf.mentions.reverse()


@with_leaf("leaf: mention of another class")
def _(leaf):
    if not leaf.mentions:
        return False
    leaf.mentions[0] = (leaf.mentions[0][0] % 3 + 1, leaf.mentions[0][1])


@with_leaf("leaf: no longer identified")
def _(leaf):
    leaf.identified = 1 - leaf.identified


@with_leaf("leaf: unknown flag")
def _(leaf):
    leaf.identified |= 2


@with_leaf("leaf: padded number")
def _(leaf):
    leaf.position = Padded(leaf.position)


@with_leaf("leaf: a byte behind")
def _(leaf):
    return leaf.encode() + b"\0"


@with_leaf("leaf: begun elsewhere")
def _(leaf):
    leaf.position += 1


# MARK: - Entries


@order("left-out event: the first of a chain", ITEM + "|" + CHAIN)
def _(subject, proof):
    return drop(subject, proof, 0)


@order("left-out event: the last of a chain", ITEM + "|" + CHAIN)
def _(subject, proof):
    return drop(subject, proof, -1)


@order("left-out event: any", ITEM + "|" + CHAIN)
def _(subject, proof):
    return drop(subject, proof, None)


def drop(subject, proof, place):
    """Takes an entry away, with its body."""
    found = chosen(subject, answered(proof))
    if found is None:
        return False
    positions = sorted({position for position, _ in found[1].items})
    position = subject.random.choice(positions) if place is None else positions[place]
    for member in ("entries", "bodies"):
        proof[member] = [each for each in proof[member] if each["position"] != position]


@order("all events left out", ITEM)
def _(subject, proof):
    proof["entries"] = proof["bodies"] = []


@order("event of another position", TREE)
def _(subject, proof):
    if not proof["entries"]:
        return False
    element = chosen(subject, proof["entries"])
    element["position"] += -1 if element["position"] else 1
    if sum(each["position"] == element["position"] for each in proof["entries"]) > 1:
        return False


@order("two events exchanged", TREE)
def _(subject, proof):
    if len(proof["entries"]) < 2:
        return False
    first, second = subject.random.sample(proof["entries"], 2)
    first["entry"], second["entry"] = second["entry"], first["entry"]


@order("events in another's position with their proofs", TREE)
def _(subject, proof):
    if len(proof["entries"]) < 2:
        return False
    first, second = subject.random.sample(proof["entries"], 2)
    first["position"], second["position"] = second["position"], first["position"]


@order("event twice", TWICE)
def _(subject, proof):
    if not proof["entries"]:
        return False
    proof["entries"].append(chosen(subject, proof["entries"]))


@order("event: a bit changed", TREE)
def _(subject, proof):
    element = chosen(subject, proof["entries"])
    if element is None:
        return False
    element["entry"] = flipped(element["entry"], random=subject.random)


@order("directory among the events", "is not before the directory")
def _(subject, proof):
    directory = proof["directory"]
    proof["entries"].append({name: directory[name] for name in ("position", "entry", "proof")})


@order("event from behind the directory", "is not before the directory")
def _(subject, proof):
    """A later one of the same tree, from another proof of the folder."""
    for other in map(json.loads, subject.others(subject.folder.orders)):
        later = [each for each in other["entries"]
                 if each["position"] >= proof["directory"]["position"]]
        if later and other["checkpoint"] == proof["checkpoint"]:
            proof["entries"].append(later[0])
            return True
    return False


def with_entry(name):
    """Tampering with a field of an entry, found by the root of the log."""

    def register(change):
        def apply(subject, proof):
            element = chosen(subject, proof["entries"])
            if element is None:
                return False
            entry = decode_entry(unbase64(element["entry"]))
            if change(entry) is False:
                return False
            element["entry"] = b64(entry.encode())

        return order(name, TREE)(apply)

    return register


@with_entry("event: link left out")
def _(entry):
    del entry.links[-1]


@with_entry("event: sequence one higher")
def _(entry):
    link = entry.links[0]
    link.sequence += 1
    link.previous = entry.position if link.previous is None else link.previous


@with_entry("event: previous wrong")
def _(entry):
    later = [link for link in entry.links if link.sequence and link.previous]
    if not later:
        return False
    later[0].previous -= 1


@with_entry("event: link to another thread")
def _(entry):
    link = entry.links[0]
    link.thread = (link.thread[0] - 1 if link.thread[0] else 1, link.thread[1])


@with_entry("event: padded number")
def _(entry):
    entry.links[0].item = Padded(entry.links[0].item)


@with_entry("event: received at another time")
def _(entry):
    entry.received -= 1


# MARK: - Bodies


def with_bodies(name, reason, least=1):
    def register(change):
        def apply(subject, proof):
            if len(proof["bodies"]) < least:
                return False
            return change(subject, proof["bodies"])

        return order(name, reason)(apply)

    return register


@with_bodies("body: salts of two exchanged", FINGERPRINT, least=2)
def _(subject, bodies):
    first, second = subject.random.sample(bodies, 2)
    first["salt"], second["salt"] = second["salt"], first["salt"]


@with_bodies("body: payloads of two exchanged", FINGERPRINT, least=2)
def _(subject, bodies):
    first, second = subject.random.sample(bodies, 2)
    first["payload"], second["payload"] = second["payload"], first["payload"]


@with_bodies("body: positions of two exchanged", FINGERPRINT, least=2)
def _(subject, bodies):
    first, second = subject.random.sample(bodies, 2)
    first["position"], second["position"] = second["position"], first["position"]


@with_bodies("body: payload changed by one bit", FINGERPRINT)
def _(subject, bodies):
    body = chosen(subject, bodies)
    body["payload"] = flipped(body["payload"], random=subject.random)


@with_bodies("body: a byte behind the payload", FINGERPRINT)
def _(subject, bodies):
    body = chosen(subject, bodies)
    body["payload"] = b64(unbase64(body["payload"]) + b" ")


@with_bodies("body: salt of 17 bytes", "17 bytes")
def _(subject, bodies):
    body = chosen(subject, bodies)
    body["salt"] = b64(unbase64(body["salt"]) + b"\0")


@with_bodies("body twice", TWICE)
def _(subject, bodies):
    bodies.append(chosen(subject, bodies))


@with_bodies("body without an event", "its entry is not in the proof")
def _(subject, bodies):
    bodies.append({**bodies[0], "position": max(body["position"] for body in bodies) + 10**6})
