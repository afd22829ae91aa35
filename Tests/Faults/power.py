"""Power cuts: disks that lost any part of what was not made durable yet."""

import json
import random

from disk import Disk, records
from program import Acknowledged, Wrong, copied, receipts

# What is done while the power may fail. Each is noted in the journal when it has said that it is done.
COMMANDS = [
    ["init", "--begin", "2020-01-01T00:00:00Z", "--origin", "faults.example/ledger"],
    ["ingest", "--channel", "auto", "--receipts", "{first}"],
    ["checkpoint"],
    ["ingest", "--channel", "auto", "--receipts", "{second}"],
    ["keys", "rotate", "--reason", "round"],
    ["rules", "activate", "{folds}", "--reason", "round"],
    ["checkpoint"],
    ["rules", "activate", "{reads}", "--reason", "round"],
    ["rules", "rollback", "--reason", "round"],
    ["rebuild"],
    ["checkpoint", "--anew"],
]


class Story:
    """One run of all commands, with its journal."""

    def __init__(self, bench, seed):
        self.bench = bench
        self.random = random.Random(seed)
        self.folder = bench.scratch / f"story-{seed}"
        self.folder.mkdir()
        self.disk = self.folder / "disk"
        self.disk.mkdir()
        self.first, self.first_count = bench.deliveries.window(f"first-{seed}", files=8)
        self.second, _ = bench.deliveries.window(f"second-{seed}", files=12)
        self.journal = self.folder / "journal"
        environment = bench.shim.environment(self.disk, journal=self.journal)
        program = bench.program(self.disk / "ledger")
        for index, command in enumerate(COMMANDS):
            program.with_environment(environment).need(*self.filled(command))
            with open(self.journal, "ab") as journal:
                journal.write(f"E\t{index}\t0\t0\t-\n".encode())
        program.verify()
        self.records = list(records(self.journal))

    def filled(self, command):
        same, folds, reads = self.bench.rulebooks.all
        return [
            part.format(first=self.first, second=self.second, folds=folds, reads=reads)
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
                self.check(left / "ledger", ended, b"".join(disk.acknowledged).decode())
            except Wrong as wrong:
                kept = copied(left, self.folder / f"failed-{cut}")
                raise Wrong(f"cut behind record {cut} of {self.journal}: {wrong}; see {kept}") from None
        return undecided

    def empty(self):
        empty = self.folder / "empty"
        empty.mkdir(exist_ok=True)
        return empty

    def check(self, ledger, ended, running):
        """All that was acknowledged is there."""
        program = self.bench.program(ledger)
        commands = [COMMANDS[index] for index, _ in ended]
        now = COMMANDS[len(commands)] if len(commands) < len(COMMANDS) else None
        if not commands:
            again = program.run(*self.filled(COMMANDS[0]), "--json")
            if again.code != 0 and again.error_code() != "ledger_exists":
                raise Wrong(f"init again: {again}")
        accepted = {name: Acknowledged() for name in ("{first}", "{second}")}
        for command, text in [*zip(commands, (text for _, text in ended)), (now, running)]:
            if command and command[0] == "ingest":
                accepted[command[-1]].take(receipts(text))
        self.bench.tally.acknowledged += sum(len(a) for a in accepted.values())
        self.check_reading(program)
        both = accepted["{first}"]
        both.follow(accepted["{second}"], behind=self.first_count)
        both.check(program, self.first, self.second)
        program.verify()
        self.check_signed(program, ended)
        self.check_rulebook(program, commands, now)

    def check_reading(self, program):
        """Whoever only reads is told the truth, or to let a writer mend the index first."""
        result = program.run("verify", "--json")
        if result.code != 0 and result.error_code() != "index_behind":
            raise Wrong(f"verify before anything is written: {result}\n{result.output[:2000]}")

    def check_signed(self, program, ended):
        """Checkpoints that were printed are kept, byte for byte."""
        for index, text in ended:
            if COMMANDS[index][0] == "checkpoint":
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
    """`count` power cuts, over several stories."""
    per_story = 50
    stories, undecided = 0, 0
    while count > 0 and bench.has_time:
        story = Story(bench, bench.random.randrange(1 << 32))
        undecided += story.run(min(count, per_story))
        count -= per_story
        stories += 1
        bench.clear(story.folder)
    bench.note(f"{stories} stories; {undecided} writes and names were undecided at the cuts")
