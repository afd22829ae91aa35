"""A log as docs/format.md has it: entries, bodies, filing in threads, directories, checkpoints."""

import json
from collections import defaultdict

from .encoding import (CONTROL, DELIVERY, DUPLICATE, IDENTITY, PART, Entry, Leaf, Link, b64, digest,
                       encode_hits, encode_reference, keyed, payload)
from .notes import Signer, checkpoint_text, sign
from .trees import Tree, Trie

ORIGIN = "orderledger.example/eu"


class Forge:
    """What a dishonest ledger does otherwise; this one is honest."""

    def entry(self, entry):
        return entry.encode()

    def leaf(self, number, leaf):
        return leaf.encode()

    def hits(self, reference, hits):
        return encode_hits(hits)

    def directory(self, fields):
        return json.dumps(fields, separators=(",", ":")).encode()

    def headers(self, headers):
        return headers

    def directory_headers(self):
        return []

    def directory_entry(self, entry):
        pass

    def trie(self, trie):
        pass


class Thread:
    def __init__(self, position, item):
        self.id = (position, item)
        self.chain, self.items, self.mentions = [], set(), set()

    def identified(self):
        return any(kind == IDENTITY for kind, _ in self.mentions)


class Directory:
    """Both trees as of one position."""

    def __init__(self, log):
        self.log, self.through = log, len(log.entries)
        self.numbers = {id: place for place, id in enumerate(sorted(log.threads))}
        self.leaf_models, hits = [], defaultdict(set)
        for number, id in enumerate(sorted(log.threads)):
            thread = log.threads[id]
            identified = int(thread.identified())
            for kind, reference in thread.mentions:
                hits[reference].add((kind, identified, number))
            mentions = sorted((kind, log.key_of(reference)) for kind, reference in thread.mentions)
            head = thread.chain[-1] if thread.chain else None
            self.leaf_models.append(Leaf(*id, identified, len(thread.chain), head,
                                         sorted(thread.items), mentions))
        self.leaves = [log.forge.leaf(place, leaf) for place, leaf in enumerate(self.leaf_models)]
        self.hits = {reference: sorted(found) for reference, found in hits.items()}
        self.references = {log.key_of(reference): reference for reference in self.hits}
        self.values = {log.key_of(reference): log.forge.hits(reference, found)
                       for reference, found in self.hits.items()}
        self.tree, self.trie = Tree(self.leaves), Trie(self.values)
        log.forge.trie(self.trie)

    def fields(self):
        return {
            "through": self.through,
            "threads": len(self.leaves), "thread_root": b64(self.tree.root()),
            "references": len(self.values), "reference_root": b64(self.trie.root()),
            "reference_key_hash": b64(digest(self.log.reference_key)),
            "rulebook": self.log.revision.hex(), "separations": self.log.separations,
        }


class Log:
    def __init__(self, random, forge=None):
        self.random, self.forge = random, forge or Forge()
        self.signer = Signer(ORIGIN, random.randbytes(32))
        self.reference_key = random.randbytes(32)
        self.revision = random.randbytes(32)
        self.entries, self.bodies, self.tree = [], {}, Tree()
        self.threads, self.carriers = {}, defaultdict(set)
        self.separations, self.directories, self.checkpoints = [], [], []
        self.received = 1767225600000000
        self.keys = {}

    def key_of(self, reference):
        if reference not in self.keys:
            self.keys[reference] = keyed(self.reference_key, encode_reference(reference))
        return self.keys[reference]

    # MARK: - Appending

    def add(self, entry, headers=(), body=None):
        self.received += self.random.randrange(1000000)
        entry.received = self.received
        if body is not None:
            salt, data = self.random.randbytes(16), payload(headers, body)
            entry.body_length, entry.fingerprint = len(body), keyed(salt, data)
            self.bodies[entry.position] = (salt, data)
        data = self.forge.entry(entry)
        self.entries.append(data)
        self.tree.append(data)
        return entry.position

    def entry(self, kind, channel, **fields):
        return Entry(len(self.entries), kind, channel=channel, channel_kind=channel.split("-")[0],
                     actor=channel, **fields)

    def deliver(self, channel, *items, **fields):
        """A delivery; each item is a list of mentions. Gives the ids of its items."""
        entry = self.entry(DELIVERY, channel, delivery_key=self.random.randbytes(16), **fields)
        if self.random.random() < 0.5:
            entry.sender_time = "2026-01-01T00:00:00Z"
            entry.key_fingerprint = self.random.randbytes(8)
        if self.random.random() < 0.2:
            entry.subjects = [self.random.randbytes(16) for _ in range(self.random.randrange(3))]
        if self.random.random() < 0.2:
            entry.evidence, entry.operator = 4, (self.random.randbytes(32), 7)
        entry.revision = self.revision
        for index, mentions in enumerate(items):
            self.file(entry, index, mentions, [self.thread_for(entry.position, index, mentions)])
        topic = [("x-topic", "Orders/Paid"), ("accept", "*/*")][: self.random.randrange(3)]
        body = json.dumps({"n": entry.position, "r": self.random.randrange(1 << 32)}).encode()
        self.add(entry, self.forge.headers(topic), body)
        return [(entry.position, index) for index in range(len(items))]

    def thread_for(self, position, item, mentions):
        """The oldest that carries one of the identities; without any, the oldest that shares a part
        and has no identity; else a new one."""
        identities = {mention for mention in mentions if mention[0] == IDENTITY}
        parts = {mention for mention in mentions if mention[0] == PART}
        found = {id for mention in identities or parts for id in self.carriers[mention]}
        if not identities:
            found = {id for id in found if not self.threads[id].identified()}
        if found:
            return self.threads[min(found)]
        return self.threads.setdefault((position, item), Thread(position, item))

    def file(self, entry, item, mentions, threads):
        for thread in sorted(threads, key=lambda thread: thread.id):
            previous = thread.chain[-1] if thread.chain else None
            entry.links.append(Link(item, thread.id, len(thread.chain), previous))
            thread.chain.append(entry.position)
            thread.items.add((entry.position, item))
            thread.mentions |= set(mentions)
            for mention in mentions:
                self.carriers[mention].add(thread.id)

    def duplicate(self, of):
        return self.add(self.entry(DUPLICATE, "shopify-eu", original=of,
                                   delivery_key=self.random.randbytes(16)))

    def conflict(self, of):
        key = self.random.randbytes(16)
        entry = self.entry(DELIVERY, "shopify-eu", original=of, delivery_key=key)
        return self.add(entry, (), b"other bytes")

    def control(self, kind, body=b"{}", **fields):
        entry = self.entry(CONTROL, "operator", control=kind, evidence=0, **fields)
        return self.add(entry, (), body)

    def join(self, value, *identities):
        """Ties orders: the threads of their identities get one in common."""
        mention = (IDENTITY, ("eu", "ledger", "order", "joined", value, 0))
        entry = self.entry(CONTROL, "operator", control="join", evidence=0)
        threads = {self.thread_for(None, None, [identity]).id for identity in identities}
        self.file(entry, 0, [mention], [self.threads[id] for id in threads])
        self.add(entry, (), json.dumps({"join": value}).encode())
        return (entry.position, 0)

    # MARK: - Binding

    def add_directory(self):
        directory = Directory(self)
        entry = self.entry(CONTROL, "ledger", control="directory", evidence=0)
        self.forge.directory_entry(entry)
        body = self.forge.directory(directory.fields())
        directory.position = self.add(entry, self.forge.directory_headers(), body)
        self.directories.append(directory)
        return directory

    def add_checkpoint(self, *others):
        text = checkpoint_text(ORIGIN, len(self.tree), self.tree.root())
        self.checkpoints.append((len(self.tree), sign(text, self.signer, *others)))
        return self.checkpoints[-1]
