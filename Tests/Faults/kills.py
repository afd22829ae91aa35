"""kill -9 of imports at random moments."""

from encryption import Reading, create, settings
from program import Acknowledged, Wrong, receipts


def run_slow(bench, count):
    """Kills imports on a disk of which each sync takes 20 ms."""
    run_imports(bench, count, bench.shim.environment(
        bench.scratch / "killed", at=1, until=0, do="slow", calls="sync"))


class Imports:
    """A ledger into which folders are loaded, and what it accepted of each."""

    def __init__(self, bench, setting, environment):
        place = bench.scratch / "killed"
        place.mkdir(exist_ok=True)
        self.bench, self.environment, self.usual = bench, environment, 0.5
        self.program = create(bench.program(place / setting), setting)
        self.windows, self.opened = [], []

    def run(self, program, kills):
        """Kills the imports of one folder a few times; gives how many kills there are now."""
        random, number = self.bench.random, len(self.windows)
        folder, size = self.bench.deliveries.window(
            f"{self.program.ledger.name}-{number}", files=40)
        accepted = Acknowledged()
        self.windows.append((folder, accepted))
        command = ["ingest", "--channel", "auto", "--receipts", folder]
        for _ in range(random.randint(2, 8)):
            result = program.run_killed(command, random.uniform(0, self.usual * 1.1))
            accepted.take(receipts(result.output))
            if result.code is not None:
                if result.code != 0:
                    raise Wrong(f"an import ended by itself: {result}")
                continue
            kills += 1
            if kills % 10 == 0:
                self.opened.append(program.open_seconds())
            if kills % 50 == 0:
                program.verify()
        done = program.need(*command)
        self.usual = done.seconds
        accepted.take(receipts(done.output))
        if len(accepted) != size:
            raise Wrong(f"{len(accepted)} of {size} deliveries were accepted")
        return kills

    def check(self):
        """Gives how many entries there are."""
        counted = self.program.verify()
        reading = Reading(self.program)
        for folder, accepted in self.windows:
            reading.check_given(folder, accepted)
            accepted.check(self.program, folder)
            self.bench.tally.acknowledged += len(accepted)
        self.program.verify()
        self.program.need("rebuild")
        self.opened.append(self.program.open_seconds())
        return counted["entries"]


def run_imports(bench, count, environment=None):
    """Kills imports. The next one begins where it was killed, until a folder is done."""
    chosen = settings(bench.random, count)
    ledgers = [Imports(bench, setting, environment) for setting in chosen]
    kills, folders = 0, 0
    while kills < count and bench.has_time:
        ledger = ledgers[folders % len(ledgers)]
        kills = ledger.run(ledger.program.with_environment(environment or {}), kills)
        folders += 1
        bench.tally.faults = kills
    entries = [ledger.check() for ledger in ledgers]
    opened = sorted(seconds for ledger in ledgers for seconds in ledger.opened)
    bench.note(
        f"{' and '.join(f'{n} entries, {s}' for n, s in zip(entries, chosen))}; opening took "
        f"{max(opened):.2f} s at most, {opened[len(opened) // 2]:.2f} s in the middle, with starting the "
        "program")
