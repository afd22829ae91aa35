"""Ledgers to make fail: simulated deliveries in small files, rulebooks that differ."""

import json
import pathlib
import random
import shutil
import subprocess

from encryption import PLAIN, create
from program import Wrong, receipts


class Deliveries:
    """Simulated deliveries, and real payloads, in folders of small files: each file is a commit."""

    def __init__(self, simulate, payloads, folder, *, seed, orders):
        self.folder = pathlib.Path(folder)
        self.random = random.Random(seed)
        made = self.folder / "simulated"
        subprocess.run(
            [simulate, "--orders", str(orders), "--seed", str(seed), "--faults", "heavy", "--merged",
             "--out", str(made)], check=True, stdout=subprocess.DEVNULL)
        self.lines = (made / "deliveries.ndjson").read_bytes().splitlines(keepends=True)
        self.next_line = 0
        self.payloads = sorted(pathlib.Path(payloads).rglob("*.json")) if payloads else []

    def window(self, name, *, files, largest=12):
        """A folder with the next deliveries."""
        window = self.folder / name
        window.mkdir()
        count = 0
        for number in range(files):
            size = self.random.randint(1, largest)
            if self.next_line + size > len(self.lines):
                # Again from the beginning: duplicates, and conflicts of what files say otherwise.
                self.next_line = 0
            chosen = self.lines[self.next_line:self.next_line + size]
            self.next_line += size
            if self.payloads and self.random.random() < 0.3:
                chosen.insert(self.random.randrange(len(chosen) + 1), self.payload())
            (window / f"{number:05}.ndjson").write_bytes(b"".join(chosen))
            count += len(chosen)
        return window, count

    def payload(self):
        """A real payload as a line; its folder is the kind of its channel."""
        path = self.random.choice(self.payloads)
        line = {
            "channel": path.parent.name, "received": "2026-03-02T10:00:00Z",
            "headers": {"x-number": str(self.random.randrange(1 << 40))},
            "body": json.loads(path.read_bytes()),
        }
        return json.dumps(line).encode() + b"\n"


class Rulebooks:
    """The shipped rulebook; one of which only the fold differs; one that reads bodies otherwise."""

    def __init__(self, program, folder):
        shipped, folds, reads = (pathlib.Path(folder) / name for name in ("same", "folds", "reads"))
        program.need("rules", "export", shipped, "--shipped")
        for copy in (folds, reads):
            shutil.copytree(shipped, copy)
        replace(folds / "patterns.yaml", "grace: 10m, hard: 60m", "grace: 20m, hard: 50m")
        replace(reads / "channels/stripe.yaml", "  payout.*: noted\n", "  payout.*: noted\n  made_up.*: noted\n")
        self.all = [shipped, folds, reads]


def replace(path, old, new):
    text = path.read_text()
    if old not in text:
        raise Wrong(f"{path} does not have `{old}` any more")
    path.write_text(text.replace(old, new, 1))


def make_ledger(program, folder, setting=PLAIN):
    """A ledger with a checkpoint: the program that may write it, and what it accepted of a folder."""
    program = create(program, setting)
    loaded = program.need("ingest", "--channel", "auto", "--receipts", folder)
    program.need("checkpoint")
    return program, receipts(loaded.output)


def two_orders(program, number):
    """Two orders of a ledger, each time others."""
    listed = json.loads(program.need("status", "--limit", "1000", "--json").output)["orders"]
    names = sorted(order["order"]["order"] for order in listed)
    return names[number % len(names)], names[(number + 1) % len(names)]
