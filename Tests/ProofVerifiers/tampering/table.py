"""The table of all tamperings, and what they work on."""

import base64
import collections
import json

Tampering = collections.namedtuple("Tampering", "kind name reason apply")

TABLE = []


def tampering(kind, name, reason):
    """Registers a function that gives what it made of a subject, or nothing where it does not fit.

    The reason is a pattern that the sentence of our own verifiers must hold.
    """

    def register(function):
        assert (kind, name) not in {(each.kind, each.name) for each in TABLE}, name
        TABLE.append(Tampering(kind, name, reason, function))
        return function

    return register


def of_kind(kind):
    return [each for each in TABLE if each.kind == kind]


def unbase64(text):
    return base64.b64decode(text)


def b64(data):
    return base64.b64encode(data).decode()


def flipped(data, bit=None, random=None):
    """The same bytes but for one bit; base64 stays base64."""
    if isinstance(data, str):
        return b64(flipped(unbase64(data), bit, random))
    bit = random.randrange(8 * len(data)) if bit is None else bit
    out = bytearray(data)
    out[bit // 8] ^= 1 << bit % 8
    return bytes(out)


def loosened(text):
    """The same bytes in another base64: a bit that does not count is set, where there is one."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    if not text.endswith("="):
        return None
    at = len(text.rstrip("=")) - 1
    other = text[:at] + alphabet[alphabet.index(text[at]) + 1] + text[at + 1 :]
    assert unbase64(other) == unbase64(text) and other != text
    return other


class Folder:
    """Files of one ledger, as main.py describes them."""

    def __init__(self, path):
        self.path = path
        self.key_file = path / "key"
        self.vkeys = self.key_file.read_text().split()
        self.notes = {}
        for file in sorted(path.glob("checkpoint*")):
            note = file.read_text()
            self.notes[int(note.split("\n")[1])] = note
        self.events = sorted(path.glob("*.tlog-proof"))
        self.consistency = sorted(path.glob("*.consistency"))
        self.orders = sorted(path.glob("*.order-proof.json"))
        self.tiles = path / "tiles"

    def older_note(self, proof):
        """The checkpoint that a consistency proof begins at."""
        return self.notes[int(proof.split("\n")[0].removeprefix("old "))]


class Subject:
    """A proof that is tampered with: its text, its ledger's other files, and randomness."""

    def __init__(self, folder, text, random):
        self.folder, self.text, self.random = folder, text, random

    @property
    def proof(self):
        """An order proof, anew for each."""
        return json.loads(self.text)

    def other_note(self, note):
        """Another checkpoint of the ledger."""
        others = [each for each in self.folder.notes.values()
                  if each.split("\n")[:3] != note.split("\n")[:3]]
        return self.random.choice(others) if others else None

    def others(self, files):
        """Texts of other proofs of the same kind."""
        found = [file.read_text() for file in files]
        return [text for text in found if text != self.text]
