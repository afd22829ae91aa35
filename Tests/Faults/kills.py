"""kill -9 at random moments: of imports, and of every other command that writes."""

import json

from program import Acknowledged, Wrong, receipts
from scenario import make_ledger, two_orders


def run_slow(bench, count):
    """Kills imports on a disk of which each sync takes 20 ms."""
    ledger = bench.scratch / "slow"
    shim = bench.shim.environment(ledger, at=1, until=0, do="slow", calls="sync")
    run_imports(bench, count, bench.program(ledger).with_environment(shim))


def run_imports(bench, count, program=None):
    """Kills imports. The next one begins where it was killed, until a folder is done."""
    program = program or bench.program(bench.scratch / "killed")
    program.need("init", "--begin", "2020-01-01T00:00:00Z")
    windows, opened, kills, usual = [], [], 0, 0.5
    while kills < count and bench.has_time:
        folder, size = bench.deliveries.window(f"window-{len(windows)}", files=40)
        accepted = Acknowledged()
        windows.append((folder, accepted))
        command = ["ingest", "--channel", "auto", "--receipts", folder]
        for _ in range(bench.random.randint(2, 8)):
            result = program.run_killed(command, bench.random.uniform(0, usual * 1.1))
            accepted.take(receipts(result.output))
            if result.code is not None:
                if result.code != 0:
                    raise Wrong(f"an import ended by itself: {result}")
                continue
            kills += 1
            if kills % 10 == 0:
                opened.append(program.open_seconds())
            if kills % 50 == 0:
                program.verify()
        done = program.need(*command)
        usual = done.seconds
        accepted.take(receipts(done.output))
        if len(accepted) != size:
            raise Wrong(f"{len(accepted)} of {size} deliveries were accepted")
        bench.tally.faults = kills
    counted = program.verify()
    for folder, accepted in windows:
        accepted.check(program, folder)
        bench.tally.acknowledged += len(accepted)
    program.verify()
    program.need("rebuild")
    opened.append(program.open_seconds())
    bench.note(
        f"{counted['entries']} entries; opening took {max(opened):.2f} s at most, "
        f"{sorted(opened)[len(opened) // 2]:.2f} s in the middle, with starting the program")


class Command:
    """A command that writes, and what may come of it when it is run again after a kill."""

    def __init__(self, arguments, codes=(0,), prepare=None):
        self.arguments, self.codes, self.prepare = arguments, codes, prepare


def commands(bench, program, number):
    """Every command that writes; `number` makes each time another one of them."""
    same, folds, reads = bench.rulebooks.all
    folder, _ = bench.deliveries.window(f"killed-{number}", files=6)
    chosen = [same, folds, reads][number % 3]
    return {
        "ingest": Command(["ingest", "--channel", "auto", "--receipts", folder]),
        "rebuild": Command(["rebuild"]),
        "activate": Command(["rules", "activate", chosen, "--reason", "round"]),
        "rollback": Command(["rules", "rollback", "--reason", "round"]),
        "promote": promotion(program, [folds, reads, same][number % 3]),
        "checkpoint": Command(["checkpoint", "--anew"]),
        "rotate": Command(["keys", "rotate", "--reason", "round"]),
        "join": Command(["join", *two_orders(program, number), "--reason", "round"], codes=(0, 2)),
        "separate": Command(["separate", f"shopify/order/name=#{1000 + number % 20}",
                             "--reason", "round"], codes=(0, 2)),
    }


def promotion(program, rulebook):
    """Asked for with the digest of a replay that was made before. Done already, or another rulebook in
    force since, is refused with exit code 2."""
    command = Command(None, codes=(0, 2))

    def prepare():
        replayed = program.need("replay", "--rules", rulebook, "--json", codes=(0, 1))
        digest = json.loads(replayed.output.splitlines()[-1])["digest"]
        command.arguments = ["rules", "promote", rulebook, "--report", digest, "--reason", "round"]

    command.prepare = prepare
    return command


def run_commands(bench, count):
    """Kills commands of all kinds, one after the other, on one ledger that goes on."""
    program = bench.program(bench.scratch / "commands")
    folder, _ = bench.deliveries.window("commands", files=20)
    accepted = Acknowledged()
    accepted.take(make_ledger(program, folder))
    killed, usual, number = {}, {}, 0
    while sum(killed.values()) < count and bench.has_time:
        number += 1
        for name, command in commands(bench, program, number).items():
            if command.prepare:
                command.prepare()
            limit = usual.get(name, 0.3)
            result = program.run_killed(command.arguments, bench.random.uniform(0, limit * 1.05))
            if result.code is None:
                killed[name] = killed.get(name, 0) + 1
            elif result.code not in command.codes:
                raise Wrong(f"{name} ended by itself: {result}")
            seen = program.run("verify", "--json")
            if seen.code != 0 and seen.error_code() != "index_behind":
                raise Wrong(f"verify after a killed {name}: {seen}\n{seen.output[:2000]}")
            again = program.need(*command.arguments, codes=command.codes)
            usual[name] = max(0.02, again.seconds)
        bench.tally.faults = sum(killed.values())
        program.verify()
        if number % 10 == 0:
            accepted.check(program, folder)
    accepted.check(program, folder)
    bench.tally.acknowledged += len(accepted)
    program.verify()
    program.need("rebuild")
    bench.note(", ".join(f"{name} {times}" for name, times in killed.items()))
