"""Power cuts: disks that lost any part of what was not made durable yet."""

import json
import random

from disk import Disk, records
from encryption import (
    ENCRYPTED, PLAIN, Reading, check_destroyed, opened_by, settings, under)
from program import Acknowledged, Wrong, copied, receipts
from scenario import two_orders

# What is done while the power may fail. Each is noted in the journal when it has said that it is done.
COMMANDS = {
    PLAIN: [
        ["init", "--begin", "2020-01-01T00:00:00Z", "--origin", "faults.example/ledger"],
        ["ingest", "--channel", "auto", "--receipts", "{first}"],
        ["checkpoint"],
        ["backup", "{disk}/backup", "--json"],
        ["ingest", "--channel", "auto", "--receipts", "{second}"],
        ["keys", "rotate", "--reason", "round"],
        ["rules", "activate", "{folds}", "--reason", "round"],
        ["checkpoint"],
        ["rules", "activate", "{reads}", "--reason", "round"],
        ["rules", "rollback", "--reason", "round"],
        ["rebuild"],
        ["checkpoint", "--anew"],
        ["backup", "{disk}/backup", "--json"],
        ["restore", "{disk}/backup", "--json"],
    ],
    ENCRYPTED: [
        ["init", "--begin", "2020-01-01T00:00:00Z", "--origin", "faults.example/ledger", "--encrypt",
         "--master-key", "{disk}/master.1"],
        ["ingest", "--channel", "auto", "--receipts", "{first}"],
        ["checkpoint"],
        ["erase", "--order", "{order}", "--reason", "round"],
        ["backup", "{disk}/backup", "--json"],
        ["ingest", "--channel", "auto", "--receipts", "{second}"],
        ["keys", "master", "--new", "{disk}/master.2"],
        ["rules", "activate", "{reads}", "--reason", "round"],
        ["checkpoint"],
        ["erase", "--order", "{other}", "--reason", "round"],
        ["rebuild"],
        ["backup", "{disk}/backup", "--json"],
    ],
}


class Story:
    """One run of all commands, with its journal."""

    def __init__(self, bench, seed, setting):
        self.bench, self.setting, self.commands = bench, setting, COMMANDS[setting]
        self.random = random.Random(seed)
        self.folder = bench.scratch / f"story-{seed}"
        self.folder.mkdir()
        self.disk = self.folder / "disk"
        self.disk.mkdir()
        self.first, self.first_count = bench.deliveries.window(f"first-{seed}", files=8)
        self.second, _ = bench.deliveries.window(f"second-{seed}", files=12)
        self.journal = self.folder / "journal"
        self.orders = None
        # Bodies as they were shown before anything was erased.
        self.bodies = {}
        self.tell()
        self.records = list(records(self.journal))

    def tell(self):
        environment = self.bench.shim.environment(self.disk, journal=self.journal)
        program = self.program(self.disk)
        for index, command in enumerate(self.commands):
            acting = program.on(self.place(self.disk, command))
            acting.with_environment(environment).need(*self.filled(command, self.disk))
            with open(self.journal, "ab") as journal:
                journal.write(f"E\t{index}\t0\t0\t-\n".encode())
            if command[0] == "ingest":
                self.orders = self.orders or two_orders(program, 0)
                shown = Reading(program).bodies
                self.bodies |= {at: body for at, body in shown.items() if body}
            if command[:2] == ["keys", "master"]:
                program = under(program, self.disk / "master.2")
        program.verify()

    def program(self, disk):
        program = self.bench.program(disk / "ledger")
        return under(program, disk / "master.1") if self.setting == ENCRYPTED else program

    @staticmethod
    def place(disk, command):
        return disk / ("restored" if command[0] == "restore" else "ledger")

    def filled(self, command, disk):
        same, folds, reads = self.bench.rulebooks.all
        order, other = self.orders or ("", "")
        return [
            part.format(first=self.first, second=self.second, folds=folds, reads=reads, disk=disk,
                        order=order, other=other)
            for part in command]

    def cuts(self, count):
        """Moments to cut at: each stands for so many records that went before."""
        return sorted(self.random.randint(1, len(self.records)) for _ in range(count))

    def run(self, count):
        """Cuts the power so many times; gives how many changes were undecided, in sum."""
        disk = Disk(self.disk, self.empty())
        done, ended, undecided = 0, [], 0
        for cut in self.cuts(count):
            if not self.bench.has_time:
                break
            for record in self.records[done:cut]:
                if record[0] == "E":
                    ended.append((int(record[1]), b"".join(disk.acknowledged).decode()))
                    disk.acknowledged = []
                else:
                    disk.take(record)
            done = cut
            undecided += disk.undecided
            self.bench.tally.faults += 1
            left = self.folder / "left"
            disk.cut(left, self.random)
            try:
                self.check(left, ended, b"".join(disk.acknowledged).decode(), disk.nameless)
            except Wrong as wrong:
                kept = copied(left, self.folder / f"failed-{cut}")
                raise Wrong(
                    f"{self.setting}, cut behind record {cut} of {self.journal}: {wrong}; see {kept}"
                ) from None
        return undecided

    def empty(self):
        empty = self.folder / "empty"
        empty.mkdir(exist_ok=True)
        return empty

    def check(self, left, ended, running, nameless):
        """All that was acknowledged is there."""
        program = self.program(left)
        commands = [self.commands[index] for index, _ in ended]
        now = self.commands[len(commands)] if len(commands) < len(self.commands) else None
        if not commands:
            again = program.run(*self.filled(self.commands[0], left), "--json")
            if again.code != 0 and again.error_code() != "ledger_exists":
                raise Wrong(f"init again: {again}")
        accepted = {name: Acknowledged() for name in ("{first}", "{second}")}
        for command, text in [*zip(commands, (text for _, text in ended)), (now, running)]:
            if command and command[0] == "ingest":
                accepted[command[-1]].take(receipts(text))
        self.bench.tally.acknowledged += sum(len(a) for a in accepted.values())
        program = self.check_reading(program, left, commands, now)
        both = accepted["{first}"]
        both.follow(accepted["{second}"], behind=self.first_count)
        positions = set(both.originals.values())
        both.check(program, self.first, self.second, erased=lambda: Reading(program).erased)
        program.verify()
        self.check_bodies(program, positions, commands, nameless)
        self.check_signed(program, ended)
        self.check_rulebook(program, commands, now)
        self.check_copies(program, left, ended, now)

    def check_reading(self, program, left, commands, now):
        """Whoever only reads is told the truth, or to let a writer mend the index first. Gives the program
        under the master key that opens the ledger."""
        if self.setting == ENCRYPTED:
            change = next(c for c in self.commands if c[:2] == ["keys", "master"])
            masters = [left / "master.1"] if change not in commands else []
            if change in commands or change == now:
                masters.append(left / "master.2")
            program, result = opened_by(program, masters, ["verify"])
            if result.code == 1 and now and now[0] == "erase":
                # Until a command has written, what was erased may be there.
                if {f["kind"] for f in json.loads(result.output)["findings"]} == {"erasure"}:
                    return program
        else:
            result = program.run("verify", "--json")
        if result.code != 0 and result.error_code() != "index_behind":
            raise Wrong(f"verify before anything is written: {result}\n{result.output[:2000]}")
        return program

    def check_bodies(self, program, positions, commands, nameless):
        """What was acknowledged can be read, but for what is erased, of which no key is on the disk."""
        reading = Reading(program)
        for position in positions:
            shown = reading.bodies.get(position)
            if shown != (None if position in reading.erased else self.bodies[position]):
                raise Wrong(f"the body at {position} is not what it was")
        erasures = sum(1 for command in commands if command[0] == "erase")
        if len(reading.erasures) < erasures:
            raise Wrong(f"{erasures} erasures were acknowledged, {len(reading.erasures)} are recorded")
        if self.setting == ENCRYPTED:
            check_destroyed(program.ledger, reading.destroyed, nameless)

    def check_copies(self, program, left, ended, now):
        """A backup that was acknowledged is whole, the next one succeeds, and what is restored is it."""
        told = [
            json.loads(text) for index, text in ended if self.commands[index][0] == "backup"]
        backup = left / "backup"
        seen = program.run("backup", "--check", backup, "--json")
        if seen.code == 0:
            if told and json.loads(seen.output)["entries"] < told[-1]["entries"]:
                raise Wrong("a part of the backup is gone")
        elif told or seen.error_code() not in ("no_backup", "file"):
            raise Wrong(f"backup --check: {seen}")
        self.check_restored(program.on(left / "restored"), backup, ended, now)
        program.need("backup", backup)
        program.need("backup", "--check", backup)

    def check_restored(self, program, backup, ended, now):
        is_done = any(self.commands[index][0] == "restore" for index, _ in ended)
        if not is_done and not (now and now[0] == "restore"):
            return
        if is_done and not (program.ledger / "log.mdb").exists():
            raise Wrong("what was restored is gone")
        again = program.run("restore", backup, "--json")
        if again.code != 0 and again.error_code() != "target_not_empty":
            raise Wrong(f"restore again: {again}")
        program.need("rebuild")
        checked = json.loads(program.need("backup", "--check", backup, "--json").output)
        if program.verify()["root"] != checked["root"]:
            raise Wrong("something else was restored than the backup has")

    def check_signed(self, program, ended):
        """Checkpoints that were printed are kept, byte for byte."""
        for index, text in ended:
            if self.commands[index][0] == "checkpoint":
                size = int(text.split("\n")[1])
                kept = program.ledger / "checkpoints" / f"{size:020}"
                if not kept.exists() or kept.read_text() != text:
                    raise Wrong(f"checkpoint {size} is not as it was printed")
        if self.random.random() < 0.2:
            program.need("checkpoint")

    def check_rulebook(self, program, commands, now):
        history = json.loads(program.need("rules", "history", "--json").output)["history"]
        switches = [c for c in commands if c[:1] == ["rules"]]
        coming = 1 if now and now[0] == "rules" else 0
        if not len(switches) <= len(history) - 1 <= len(switches) + coming:
            raise Wrong(
                f"{len(switches)} switches were acknowledged, the history has {len(history) - 1}")


def run(bench, count):
    """`count` power cuts, over several stories, in turn plain and encrypted."""
    per_story = 50
    chosen = settings(bench.random, count)
    stories, undecided = 0, 0
    while count > 0 and bench.has_time:
        story = Story(bench, bench.random.randrange(1 << 32), chosen[stories % len(chosen)])
        undecided += story.run(min(count, per_story))
        count -= per_story
        stories += 1
        bench.clear(story.folder)
    bench.note(
        f"{stories} stories, {' and '.join(chosen)}; {undecided} writes and names were undecided at the cuts")
