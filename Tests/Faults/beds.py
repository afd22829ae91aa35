"""Where commands are made to fail: a disk with a ledger, its backups and its master key, which each fault
finds as it was."""

import json
import pathlib
import shutil

from encryption import ENCRYPTED, Reading, create, master_of, subject_in, under
from program import Acknowledged, copied, receipts
from scenario import two_orders


class Base:
    """A disk as all faults of one setting find it: a ledger with erasures, where it can have any, and two
    backups, of which one lacks what came last."""

    def __init__(self, bed, setting):
        bench = bed.bench
        self.setting = setting
        self.disk = bench.scratch / f"base-{setting}"
        self.disk.mkdir()
        self.folder, _ = bench.deliveries.window(f"base-{setting}", files=10)
        self.more, _ = bench.deliveries.window(f"base-{setting}-more", files=5)
        program = create(bench.program(self.disk / "ledger"), setting)
        files = sorted(self.folder.iterdir())
        self.accepted = Acknowledged()
        first = program.need("ingest", "--channel", "auto", "--receipts", *files[:7])
        self.accepted.take(receipts(first.output))
        program.need("checkpoint")
        program.need("backup", self.disk / "part")
        self.orders = two_orders(program, 0)
        self.early = json.loads(program.need("verify", "--json").output)
        if setting == ENCRYPTED:
            program.need("erase", "--order", self.orders[0], "--reason", "before")
        whole = program.need("ingest", "--channel", "auto", "--receipts", self.folder)
        self.accepted.take(receipts(whole.output), Reading(program).erased)
        shutil.copytree(self.disk / "part", self.disk / "whole")
        program.need("checkpoint")
        program.need("backup", self.disk / "whole")
        self.whole = program.verify()
        self.reading = Reading(program)
        self.subject = subject_in(program, self.folder) if setting == ENCRYPTED else None


class Bed:
    def __init__(self, bench):
        self.bench = bench
        self.disk = bench.scratch / "steps"
        self.bases = {}

    def base(self, setting):
        if setting not in self.bases:
            self.bases[setting] = Base(self, setting)
        return self.bases[setting]

    def fresh(self, base):
        """Puts everything back as it was; gives the program."""
        copied(base.disk, self.disk)
        program = self.bench.program(self.disk / "ledger")
        if base.setting == ENCRYPTED:
            program = under(program, master_of(self.disk / "ledger"))
        return program

    def kept(self):
        """A copy of what a fault has left."""
        return copied(self.disk, self.bench.scratch / "failed") if self.disk.exists() else "-"


def contents(ledger):
    """The files of a ledger, byte by byte, but for those that say who reads and writes now."""
    return {
        str(path.relative_to(ledger)): path.read_bytes()
        for path in sorted(pathlib.Path(ledger).rglob("*"))
        if path.is_file() and not path.name.endswith("-lock") and path.name != "writer.lock"
    }
