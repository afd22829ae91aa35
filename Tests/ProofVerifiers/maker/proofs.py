"""Proofs of a log, as text."""

import json
from collections import defaultdict

from .encoding import IDENTITY, LINK, PART, b64

REACHED_MAX = 128
NAMES = ("account", "system", "entity", "kind", "value", "run")


def event_proof(log, position, checkpoint):
    size, note = checkpoint
    lines = ["c2sp.org/tlog-proof@v1", f"extra {b64(log.entries[position])}", f"index {position}"]
    return "\n".join(lines + [b64(each) for each in log.tree.path(position, size)]) + "\n\n" + note


def consistency_proof(log, old, checkpoint):
    size, note = checkpoint
    lines = [f"old {old}"] + [b64(each) for each in log.tree.consistency(old, size)]
    return "\n".join(lines) + "\n\n" + note


class Grouping:
    """Orders and clusters of a whole directory, found by joining sets, not by walking from one."""

    def __init__(self, directory):
        self.directory = directory
        self.parents = list(range(len(directory.leaves)))
        for hits in directory.hits.values():
            for kind, identified in ((IDENTITY, 1), (PART, 0)):
                self.join([hit[2] for hit in hits if hit[:2] == (kind, identified)])
        self.groups = defaultdict(list)
        for number in range(len(self.parents)):
            self.groups[self.find(number)].append(number)

    def find(self, number):
        while self.parents[number] != number:
            self.parents[number] = number = self.parents[self.parents[number]]
        return number

    def join(self, numbers):
        for number in numbers[1:]:
            self.parents[self.find(number)] = self.find(numbers[0])

    def group(self, number):
        return self.groups[self.find(number)]

    def mentions(self, number):
        return self.directory.leaf_models[number].mentions

    def hits(self, key, kind, identified):
        found = self.directory.hits.get(self.directory.references.get(key), [])
        return {number for each, flag, number in found if (each, flag) == (kind, identified)}

    def reached(self, numbers):
        found = set()
        for number in numbers:
            for kind, key in self.mentions(number):
                found |= self.hits(key, PART if kind == PART else IDENTITY, 1)
        return found


def needed(directory, reference, random):
    """Threads and keys that a verifier needs to see."""
    key = directory.log.key_of(reference)
    grouping = Grouping(directory)
    hits = directory.hits.get(reference, [])
    kinds = [kind for kind in (IDENTITY, PART, LINK) if any(hit[0] == kind for hit in hits)]
    start = {number for kind, _, number in hits if kind == kinds[0]}
    models = directory.leaf_models
    named = {number for number in start if models[number].identified}
    if not named:
        clusters = [grouping.group(number) for number in start]
        for reached in map(grouping.reached, clusters):
            named |= reached if len(reached) <= REACHED_MAX else set()
    own = {each for number in named for each in grouping.group(number)}
    mentions = [each for number in own for each in grouping.mentions(number)]
    keys = {key} | {mentioned for kind, mentioned in mentions if kind != LINK}
    seeds = {number for number in start if not models[number].identified}
    for kind, mentioned in mentions:
        if kind != LINK:
            seeds |= grouping.hits(mentioned, PART if kind == PART else LINK, 0)
    shown, beyond = set(), set()
    for seed in sorted(seeds):
        cluster = grouping.group(seed)
        if len(grouping.reached(cluster)) <= REACHED_MAX:
            shown |= set(cluster)
            keys |= {key for number in cluster for _, key in grouping.mentions(number)}
        elif seed not in beyond:
            threads, named = enough(grouping, seed, random)
            beyond |= threads
            keys |= named
    return own | shown, own | shown | beyond, keys


def enough(grouping, seed, random):
    """As much of a cluster that reaches too many as shows that it does."""
    threads, keys, reached, waiting = {seed}, set(), set(), [seed]
    while len(reached) <= REACHED_MAX:
        number = waiting.pop(random.randrange(len(waiting)))
        for kind, key in grouping.mentions(number):
            keys.add(key)
            reached |= grouping.hits(key, PART if kind == PART else IDENTITY, 1)
            more = grouping.hits(key, PART, 0) - threads if kind == PART else set()
            threads |= more
            waiting += sorted(more)
    return threads, keys


def order_proof(log, directory, checkpoint, reference, bodies=True):
    size, note = checkpoint
    path = lambda position: [b64(each) for each in log.tree.path(position, size)]
    if reference in directory.hits:
        answered, shown, keys = needed(directory, reference, log.random)
    else:
        answered, shown, keys = set(), set(), {log.key_of(reference)}
    positions = set()
    for number in answered:
        leaf = directory.leaf_models[number]
        thread = log.threads[(leaf.position, leaf.item)]
        positions |= {position for position in thread.chain if position < directory.through}
        positions |= {position for position, _ in leaf.items}
    named = {**directory.references, log.key_of(reference): reference}
    salt, payload = log.bodies[directory.position]
    held = [each for each in sorted(positions) if each in log.bodies] if bodies else []
    return {
        "format": "orderledger/order-proof@v1",
        "checkpoint": note,
        "directory": {
            "position": directory.position, "entry": b64(log.entries[directory.position]),
            "proof": path(directory.position), "salt": b64(salt), "payload": b64(payload)},
        "reference_key": b64(log.reference_key),
        "asked": [dict(zip(NAMES, reference))],
        "references": [reference_proof(directory, key, named[key]) for key in sorted(keys)],
        "threads": [{"number": number, "leaf": b64(directory.leaves[number]),
                     "proof": [b64(each) for each in directory.tree.path(number)]}
                    for number in sorted(shown)],
        "entries": [{"position": each, "entry": b64(log.entries[each]), "proof": path(each)}
                    for each in sorted(positions)],
        "bodies": [{"position": each, "salt": b64(log.bodies[each][0]),
                    "payload": b64(log.bodies[each][1])} for each in held],
    }


def reference_proof(directory, key, reference):
    siblings, there = directory.trie.proof(key)
    value = other = None
    if there == key:
        value = b64(directory.values[key])
    elif there is not None:
        other = {"key": b64(there), "value_hash": b64(directory.trie.value_hash(there))}
    return {"key": b64(key), "value": value, "siblings": [b64(each) for each in siblings],
            "other": other, "reference": dict(zip(NAMES, reference))}


def dump(proof):
    return json.dumps(proof, ensure_ascii=False, indent=1) + "\n"
