#!/usr/bin/env python3
"""Checks an order proof of OrderLedger, without a ledger and without any of its code.

usage: verify.py PROOF (--key VKEY | --key-file FILE)... [--json]

Written from docs/proofs.md and docs/format.md alone; needs Python 3.9 and `cryptography`. Numbers
in comments are the steps of "Checking it" in docs/proofs.md. Exit codes: 0 the proof holds, 1 it is
refused, 2 the proof or a key could not be read.
"""

import argparse
import hmac
import json
import re
import sys

from canonical import (IDENTITY, LINK, PART, H, Refused, hashes, listed, must, number, read_entry,
                       read_hits, read_json, read_leaf, read_payload, shaped, unbase64, varint)
from trees import map_root, read_checkpoint, read_vkey, root_of

FILE_BYTES_MAX = 1 << 28
REACHED_MAX = 128
REFERENCE = ("account", "system", "entity", "kind", "value", "run")
DIRECTORY = ("through", "threads", "thread_root", "references", "reference_root",
             "reference_key_hash", "rulebook", "separations")


def read_reference(value, reference_key, what):
    *names, run = shaped(value, REFERENCE, what)
    must(all(type(name) is str for name in names), f"{what} has a name that is no text")
    try:
        names = [name.encode() for name in names]
    except UnicodeEncodeError:
        raise Refused(f"{what} is not Unicode") from None
    must(all(len(name) <= 1024 for name in names[:4]), f"{what} has too long a name")
    data = b"".join(varint(len(name)) + name for name in names)
    return hmac.digest(reference_key, data + varint(number(run, what, 1 << 64)), "sha256")


def read_directory(value, size, root):  # 2
    position, entry, proof, salt, payload = shaped(
        value, ("position", "entry", "proof", "salt", "payload"), "directory")
    number(position, "directory: position")
    data = unbase64(entry, "directory: entry")
    path = hashes(proof, "directory: proof", 63)
    must(root_of(data, position, size, path) == root, "directory: is not in the checkpoint's tree")
    entry = read_entry(data, position)
    must(entry.kind == 3 and entry.control == "directory", "directory: is an entry of another kind")
    salt, payload = unbase64(salt, "directory: salt", 16), unbase64(payload, "directory: payload")
    headers, body = read_payload(payload, entry, salt, "directory")
    must(not headers, "directory: has headers")
    fields = read_json(body, "directory")
    shaped(fields, DIRECTORY, "directory: payload")
    must(number(fields["through"], "directory: through") <= position,
         "directory: covers entries behind it")
    number(fields["threads"], "directory: threads", 1 << 62)
    number(fields["references"], "directory: references", 1 << 62)
    for name in ("thread_root", "reference_root", "reference_key_hash"):
        fields[name] = unbase64(fields[name], f"directory: {name}", 32)
    must(type(fields["rulebook"]) is str and re.fullmatch("[0-9a-f]*", fields["rulebook"]),
         "directory: rulebook is not hexadecimal")
    separations = [number(each, "directory: a separation", position)
                   for each in listed(fields["separations"], "directory: separations")]
    must(all(a < b for a, b in zip(separations, separations[1:])),
         "directory: separations do not ascend")
    return fields


class Proof:
    """What is proved: hits by key, leaves by number, entries by position (steps 1 to 3)."""

    def __init__(self, value, keys):
        note, directory, secret, asked, references, threads, entries, self.bodies = shaped(
            value, ("checkpoint", "directory", "reference_key", "asked", "references", "threads",
                    "entries", "bodies"), "the proof")
        self.origin, self.size, self.root = read_checkpoint(note, keys)  # 1
        self.directory = read_directory(directory, self.size, self.root)
        self.secret = unbase64(secret, "reference_key", 32)
        must(H(self.secret) == self.directory["reference_key_hash"],
             "reference_key is not the one that the directory names")
        self.asked = [read_reference(each, self.secret, "asked") for each in listed(asked, "asked")]
        must(self.asked, "asked is empty")
        self.hits, self.leaves, self.entries = {}, {}, {}
        for each in listed(references, "references"):  # 3
            self.add_reference(each)
        for each in listed(threads, "threads"):
            self.add_thread(each)
        for each in listed(entries, "entries"):
            self.add_entry(each)
        self.check_agreement()

    def add_reference(self, each):
        key, value, siblings, other, reference = shaped(
            each, ("key", "value", "siblings", "other", "reference"), "a reference")
        key = unbase64(key, "the key of a reference", 32)
        what = f"reference {key.hex()[:16]}"
        must(key not in self.hits, f"{what}: stands twice")
        must(read_reference(reference, self.secret, what) == key, f"{what}: has another key")
        siblings = hashes(siblings, what, 256)
        place = bytes(32)
        if value is not None:
            must(other is None, f"{what}: is both present and absent")
            value = unbase64(value, f"{what}: value")
            place = H(b"\x02", key, H(value))
        elif other is not None:
            held, value_hash = shaped(other, ("key", "value_hash"), f"{what}: other")
            held = unbase64(held, f"{what}: the other key", 32)
            shared = 256 - (int.from_bytes(held, "big") ^ int.from_bytes(key, "big")).bit_length()
            must(len(siblings) <= shared < 256, f"{what}: the other key does not lead to its place")
            place = H(b"\x02", held, unbase64(value_hash, f"{what}: value_hash", 32))
        must(map_root(key, place, siblings) == self.directory["reference_root"],
             f"{what}: is not proved by the reference map")
        threads = self.directory["threads"]
        self.hits[key] = [] if value is None else read_hits(value, threads)

    def add_thread(self, each):
        place, leaf, proof = shaped(each, ("number", "leaf", "proof"), "a thread")
        what = f"thread {number(place, 'the number of a thread', 1 << 62)}"
        must(place not in self.leaves, f"{what}: stands twice")
        leaf = unbase64(leaf, f"{what}: leaf")
        root = root_of(leaf, place, self.directory["threads"], hashes(proof, what, 63))
        must(root == self.directory["thread_root"], f"{what}: is not in the thread tree")
        self.leaves[place] = read_leaf(leaf, what)

    def add_entry(self, each):
        position, entry, proof = shaped(each, ("position", "entry", "proof"), "an entry")
        what = f"entry {number(position, 'the position of an entry')}"
        must(position not in self.entries, f"{what}: stands twice")
        must(position < self.directory["through"], f"{what}: is not before the directory")
        data = unbase64(entry, what)
        must(root_of(data, position, self.size, hashes(proof, what, 63)) == self.root,
             f"{what}: is not in the checkpoint's tree")
        self.entries[position] = read_entry(data, position)

    def check_agreement(self):
        """The two roots must tell the same of each thread and reference that is here."""
        order = [self.leaves[place].thread for place in sorted(self.leaves)]
        must(sorted(set(order)) == order, "threads and their numbers do not ascend together")
        carried = {(key, kind, leaf.identified, place) for place, leaf in self.leaves.items()
                   for kind, key in leaf.mentions if key in self.hits}
        named = {(key, *hit) for key, hits in self.hits.items() for hit in hits
                 if hit[2] in self.leaves}
        must(carried == named, "a thread and a reference of it do not name each other")

    def of(self, key, kind, identified):
        must(key in self.hits, f"reference {key.hex()[:16]}: is needed, and not in the proof")
        return [place for each, flag, place in self.hits[key] if (each, flag) == (kind, identified)]

    def leaf(self, place):
        must(place in self.leaves, f"thread {place}: is needed, and not in the proof")
        return self.leaves[place]

    def start(self):  # 4
        must(all(each in self.hits for each in self.asked),
             "the reference that was asked for is not in the proof")
        hits = [hit for each in self.asked for hit in self.hits[each]]
        for kind in (IDENTITY, PART, LINK):
            found = {(place, flag) for each, flag, place in hits if each == kind}
            if found:
                return sorted(found)
        return []

    def own(self, start):  # 5
        found, seen = {place for place, identified in start if identified}, set()
        waiting = list(found)
        while waiting:
            for kind, key in self.leaf(waiting.pop()).mentions:
                if kind == IDENTITY and key not in seen:
                    seen.add(key)
                    waiting += set(self.of(key, IDENTITY, 1)) - found
                    found |= set(waiting)
        return found

    def cluster(self, first):  # 6 and 7
        """All its threads and what it reaches; no threads where it reaches too much."""
        found, reached, seen, waiting, lacking = {first}, set(), set(), [first], None
        while waiting:
            try:
                for kind, key in self.leaf(waiting.pop()).mentions:
                    if (kind, key) in seen:
                        continue
                    seen.add((kind, key))
                    reached |= set(self.of(key, PART if kind == PART else IDENTITY, 1))
                    grown = set(self.of(key, PART, 0)) - found if kind == PART else set()
                    found |= grown
                    waiting += grown
            except Refused as refusal:  # It may be known by the rest that it is left out.
                lacking = lacking or refusal
        if lacking and len(reached) <= REACHED_MAX:
            raise lacking
        return found, reached

    def answer(self):
        """Items by how they are the order's, or nothing where it is unknown."""
        start = self.start()
        if not start:
            return None
        if not any(identified for _, identified in start):
            for place, _ in list(start):
                _, reached = self.cluster(place)
                if len(reached) <= REACHED_MAX:
                    start += [(each, 1) for each in reached]
        own = self.own(start)
        seeds = {place for place, identified in start if not identified}
        for place in own:
            for kind, key in self.leaf(place).mentions:
                if kind != LINK:
                    seeds |= set(self.of(key, PART if kind == PART else LINK, 0))
        threads, seen = {place: "belonging" for place in own}, set()
        for seed in sorted(seeds):
            if seed in seen:
                continue
            found, reached = self.cluster(seed)
            seen |= found
            if len(reached) <= REACHED_MAX:
                how = "shared" if reached - own else "belonging" if reached else "alone"
                threads.update((place, how) for place in found)
        links = self.links()
        items = {}
        for place, how in sorted(threads.items(), key=lambda pair: pair[1] == "belonging"):
            self.check_chain(f"thread {place}", self.leaf(place), links)
            items.update((item, how) for item in self.leaf(place).items)
        for place in threads:
            for link in links.get(self.leaf(place).thread, []):
                items.setdefault((link.position, link.item), "filed")
        return sorted(items.items())

    def links(self):
        found = {}
        for entry in self.entries.values():
            for link in entry.links:
                found.setdefault(link.thread, []).append(link)
                found.setdefault(("item", link.position, link.item), link)
        return found

    def check_chain(self, what, leaf, links):  # 8
        for position, item in leaf.items:
            must(("item", position, item) in links,
                 f"{what}: the entry of its item {position}/{item} is not in the proof")
        chain = sorted(links.get(leaf.thread, []), key=lambda link: link.sequence)
        sequences = [link.sequence for link in chain]
        must(sequences == list(range(len(chain))), f"{what}: its chain has a gap")
        must(len(chain) == leaf.count,
             f"{what}: its chain has {leaf.count} links, {len(chain)} of them are here")
        for before, link in zip(chain, chain[1:]):
            must(link.previous == before.position,
                 f"{what}: link {link.sequence} of its chain names another previous one")
        must(not chain or chain[-1].position == leaf.head, f"{what}: its chain has another head")

    def check_bodies(self):  # 9
        seen = set()
        for each in listed(self.bodies, "bodies"):
            position, salt, payload = shaped(each, ("position", "salt", "payload"), "a body")
            what = f"body {number(position, 'the position of a body')}"
            must(position in self.entries, f"{what}: its entry is not in the proof")
            must(position not in seen, f"{what}: stands twice")
            seen.add(position)
            salt, payload = unbase64(salt, what, 16), unbase64(payload, what)
            read_payload(payload, self.entries[position], salt, what)


def check(data, keys):
    """What an order proof shows; throws Refused where it shows nothing."""
    value = read_json(data, "the proof")
    must(type(value) is dict and value.pop("format", None) == "orderledger/order-proof@v1",
         "is no order proof of version 1")
    proof = Proof(value, keys)
    items = proof.answer()
    proof.check_bodies()
    return {
        "valid": True, "origin": proof.origin, "size": proof.size, "root": proof.root.hex(),
        "through": proof.directory["through"], "unknown": items is None,
        "items": [{"position": p, "item": i, "how": how} for (p, i), how in items or []],
    }


def read_file(path):
    with open(path, "rb") as file:
        data = file.read(FILE_BYTES_MAX + 1)
    if len(data) > FILE_BYTES_MAX:
        raise OSError(f"{path} is larger than {FILE_BYTES_MAX} bytes")
    return data


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("proof", metavar="PROOF")
    parser.add_argument("--key", action="append", default=[], metavar="VKEY")
    parser.add_argument("--key-file", action="append", default=[], metavar="FILE",
                        help="vkeys, one a line")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    try:
        files = [read_file(path).decode() for path in options.key_file]
        vkeys = options.key + [line for file in files for line in file.split("\n") if line]
        keys = dict(map(read_vkey, vkeys))
        must(keys and len(keys) == len(set(vkeys)), "there is none, or two have one ID")
    except (OSError, ValueError, Refused) as error:
        print(f"cannot read the keys: {error}", file=sys.stderr)
        return 2
    try:
        data = read_file(options.proof)
    except OSError as error:
        print(f"cannot read the proof: {error}", file=sys.stderr)
        return 2
    try:
        result = check(data, keys)
    except Refused as refusal:
        print(json.dumps({"valid": False, "reason": str(refusal)}) if options.json
              else f"refused: {refusal}")
        return 1
    if options.json:
        print(json.dumps(result))
        return 0
    what = "unknown" if result["unknown"] else f"{len(result['items'])} items"
    print(f"valid: {what}, in the first {result['through']} entries of {result['origin']}")
    for each in result["items"]:
        print(f"{each['position']}/{each['item']} {each['how']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
