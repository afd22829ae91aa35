"""Ledgers whose bodies are encrypted: their keys, and what can be read of them, byte by byte."""

import json
import os
import pathlib

from program import Wrong

HEADER_BYTES, RECORD_BYTES = 128, 96

# Settings that ledgers are made with, in turn.
PLAIN, ENCRYPTED = "plain", "encrypted"
SETTINGS = [PLAIN, ENCRYPTED]


def under(program, master):
    """The program with a master key, of which the file need not be there yet."""
    return program.with_environment({"ORDERLEDGER_MASTER_KEY_FILE": str(master)})


def master_of(ledger, name="master"):
    """Where the master key of a ledger is kept: beside its directory."""
    ledger = pathlib.Path(ledger)
    return ledger.with_name(f"{ledger.name}.{name}")


def creation(ledger, setting):
    """How a ledger is made."""
    words = ["init", "--begin", "2020-01-01T00:00:00Z", "--origin", "faults.example/ledger"]
    return words + (["--encrypt", "--master-key", master_of(ledger)] if setting == ENCRYPTED else [])


def create(program, setting):
    """Makes a ledger; gives the program that may write it."""
    if setting == ENCRYPTED:
        program = under(program, master_of(program.ledger))
    program.need(*creation(program.ledger, setting))
    return program


def opened_by(program, masters, attempt):
    """The program under the one master key with which something can be done."""
    able = []
    for master in masters:
        candidate = under(program, master)
        result = candidate.run(*attempt, "--json")
        if result.code == 0 or "master key" not in result.errors:
            able.append((candidate, result))
    if len(able) != 1:
        raise Wrong(f"{len(able)} of {len(masters)} master keys open the ledger")
    return able[0]


def key_records(ledger):
    """The records of a ledger's file of keys: subject and id, in hexadecimal digits."""
    data = (pathlib.Path(ledger) / "keys").read_bytes()[HEADER_BYTES:]
    whole = range(0, len(data) - RECORD_BYTES + 1, RECORD_BYTES)
    return [(data[at:at + 16].hex(), data[at + 16:at + 32].hex()) for at in whole]


def settings(random, count):
    """Both in a long run, else one of them."""
    return SETTINGS if count is None or count > 50 else [random.choice(SETTINGS)]


class Reading:
    """All bodies that a ledger shows, and the erasures that its log records."""

    def __init__(self, program):
        self.bodies, self.erased, self.destroyed, self.erasures = {}, set(), set(), []
        for line in program.need("export", "log", "-").output.split("\n"):
            record = json.loads(line) if line else {}
            if record.get("record") != "entry":
                continue
            if "body" in record or "body_base64" in record:
                body = record.get("body") or record.get("body_base64")
                self.bodies[record["position"]] = (record.get("headers"), body) if body else None
            if record.get("control") == "erased":
                said = json.loads(record["body"])
                self.erasures.append(record["position"])
                self.destroyed |= set(said["keys"])
                self.erased |= {delivery["position"] for delivery in said["deliveries"]}

    def check_given(self, folder, accepted):
        """The bodies of deliveries that were accepted are those that their files have, byte by byte."""
        files = sorted(pathlib.Path(folder).iterdir())
        lines = [line for path in files for line in path.read_text().splitlines()]
        for number, position in accepted.originals.items():
            shown = self.bodies.get(position)
            if shown is None and position not in self.erased:
                raise Wrong(f"the body of delivery {number} at {position} cannot be read")
            if shown and shown[1] not in lines[number - 1]:
                raise Wrong(f"the body of delivery {number} at {position} is another one")

    def check(self, before):
        """What could be read before is read now, byte by byte, but for what is erased, which is not."""
        for position, text in before.bodies.items():
            now = self.bodies.get(position)
            if position in self.erased:
                if now is not None:
                    raise Wrong(f"the body at {position} is erased, and can be read")
            elif now != text:
                raise Wrong(f"the body at {position} is {'gone' if now is None else 'another one'}")


def check_destroyed(ledger, ids, contents=()):
    """No file of the ledger holds these keys, nor do these contents of files that it had."""
    texts = [bytes.fromhex(each) for each in ids]
    for path in pathlib.Path(ledger).glob("keys*"):
        data = path.read_bytes()
        if any(text in data for text in texts):
            raise Wrong(f"{path} holds a key whose erasure is recorded")
        if path.name != "keys":
            raise Wrong(f"{path} was left")
    for data in contents:
        if any(text in data for text in texts):
            raise Wrong("a file of keys that was replaced still has an erased key on the disk")


def subject_in(program, folder):
    """The data subject of whom most deliveries of a folder are, of those whom the ledger keeps something of;
    nothing where there is none."""
    found = {}
    for path in sorted(pathlib.Path(folder).iterdir()):
        for line in path.read_text().splitlines():
            body = json.loads(line).get("body")
            for place in ("entity", "customer"):
                named = body.get(place) if isinstance(body, dict) else None
                if isinstance(named, dict) and isinstance(named.get("id"), (str, int)):
                    subject = str(named["id"])
                    found[subject] = found.get(subject, 0) + 1
    for subject in sorted(found, key=found.get, reverse=True):
        plan = program.need("erase", "--subject", subject, "--reason", "round", "--dry-run", "--json")
        if json.loads(plan.output)["deliveries"]:
            return subject
    return None


class OldKeys:
    """Holds on to the blocks of the file of keys, whatever name they have or lose."""

    def __init__(self, ledger, name):
        self.path = pathlib.Path(name)
        self.path.unlink(missing_ok=True)
        os.link(pathlib.Path(ledger) / "keys", self.path)

    def check_zeros(self, ledger):
        keys = pathlib.Path(ledger) / "keys"
        if not os.path.samefile(self.path, keys) and any(self.path.read_bytes()):
            raise Wrong("the file of keys was replaced, and not written over")
