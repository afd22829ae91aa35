"""Every step that changes files, in turn: the process is killed there, or the call fails."""

import errno

from program import DOCUMENTED, Acknowledged, Wrong, copied, receipts
from scenario import make_ledger, two_orders

# What happens at a step, and the errors with which it may.
FAULTS = {
    "kill-before": [0],
    "kill-after": [0],
    "lost": [errno.EIO, errno.ENOSPC, errno.EDQUOT, errno.EROFS],
    "kept": [errno.EIO, errno.ENOSPC],
    "short": [errno.ENOSPC, errno.EIO],
    "for-good": [errno.EIO, errno.ENOSPC, errno.EROFS],
}


class Bed:
    """A ledger of each kind of beginning, copied for each fault."""

    def __init__(self, bench):
        self.bench = bench
        self.disk = bench.scratch / "steps"
        self.disk.mkdir()
        self.base = bench.scratch / "steps-base"
        self.folder, _ = bench.deliveries.window("steps", files=10)
        self.more, _ = bench.deliveries.window("steps-more", files=5)
        base = bench.program(self.base)
        self.accepted = Acknowledged()
        self.accepted.take(make_ledger(base, self.folder))
        same, folds, reads = bench.rulebooks.all
        self.commands = {
            "init": ["init", "--begin", "2020-01-01T00:00:00Z"],
            "ingest": ["ingest", "--channel", "auto", "--receipts", self.more],
            "checkpoint": ["checkpoint", "--anew"],
            "keys rotate": ["keys", "rotate", "--reason", "round"],
            "activate, folds": ["rules", "activate", folds, "--reason", "round"],
            "activate, reads": ["rules", "activate", reads, "--reason", "round"],
            "rebuild": ["rebuild"],
            "join": ["join", *two_orders(base, 0), "--reason", "round"],
        }

    def fresh(self, name):
        """A ledger in the state in which the command finds it."""
        ledger = self.disk / "ledger"
        if name != "init":
            return copied(self.base, ledger)
        if ledger.exists():
            self.bench.clear(ledger)
        return ledger

    def steps(self, name, *, calls=None):
        program = self.bench.program(self.fresh(name))
        return self.bench.shim.count(
            program, self.commands[name], self.disk, self.bench.scratch, calls=calls)


def run(bench, count, *, calls=None):
    """All steps of all commands with all faults, or `count` of them chosen at random."""
    bed = Bed(bench)
    faults = []
    for name in bed.commands:
        steps = bed.steps(name, calls=calls)
        bench.steps[name] = len(steps)
        for step, (kind, file) in steps.items():
            for fault, errors in FAULTS.items():
                if calls == "read" and fault not in ("lost", "for-good"):
                    continue
                for error in errors:
                    if calls != "read" or error == errno.EIO:
                        faults.append((name, step, kind, file, fault, error))
    bench.random.shuffle(faults)
    outcomes = {}
    for fault in faults if count is None else faults[:count]:
        if not bench.has_time:
            break
        outcome = try_fault(bench, bed, fault, calls)
        outcomes[outcome] = outcomes.get(outcome, 0) + 1
        bench.tally.faults += 1
    bench.note(
        f"{len(faults)} in all: {', '.join(f'{n} {s}' for n, s in bench.steps.items())} steps; "
        + ", ".join(f"{k}: {v}" for k, v in sorted(outcomes.items())))


def try_fault(bench, bed, chosen, calls):
    name, step, kind, file, fault, error = chosen
    where = f"{name}, step {step} ({kind} {file}), {fault} {errno.errorcode.get(error, '')}"
    program = bench.program(bed.fresh(name))
    shim = bench.shim.environment(
        bed.disk, at=step, until=0 if fault == "for-good" else None,
        do="lost" if fault == "for-good" else fault, error=error, calls=calls)
    try:
        result = program.with_environment(shim).run(*bed.commands[name], "--json")
        outcome = judge(result, fault, error, calls)
        accepted = bed.accepted.copy() if name != "init" else Acknowledged()
        more = Acknowledged()
        if name == "ingest":
            more.take(receipts(result.output))
        bench.tally.acknowledged += len(accepted) + len(more)
        recover(bench, bed, program, name, more)
        if name != "init":
            accepted.check(program, bed.folder)
        if name == "init" or bench.random.random() < 0.25:
            program.verify()
        return outcome
    except Wrong as wrong:
        kept = copied(bed.disk / "ledger", bench.scratch / "failed") if (bed.disk / "ledger").exists() else "-"
        raise Wrong(f"{where}: {wrong}; see {kept}") from None


def judge(result, fault, error, calls):
    """How the program ended."""
    if fault.startswith("kill"):
        if result.code not in (-9, 0):
            raise Wrong(f"it was not killed: {result}")
        return "killed" if result.code == -9 else "went on"
    if result.code == 0:
        # A file that nobody needs, such as one that is removed as being of no use.
        return "went on"
    if result.code not in DOCUMENTED:
        raise Wrong(f"an undocumented end: {result}")
    if calls == "read" and result.code == 1:
        return "exit 1"
    if "error: " not in result.errors or result.error_code() is None:
        raise Wrong(f"it does not say why: {result}")
    # What cannot be read may be an index that is made anew, or told of otherwise; a short write may be
    # taken for a full disk.
    if error == errno.EIO and fault != "short" and calls != "read" and result.code != 74:
        raise Wrong(f"not told as a failing disk: {result}")
    return f"exit {result.code}"


def recover(bench, bed, program, name, more):
    """Without the fault: the ledger is whole, and the command can be repeated."""
    if name == "init":
        again = program.run(*bed.commands[name], "--json")
        if again.code != 0 and again.error_code() != "ledger_exists":
            raise Wrong(f"init again: {again}")
        more.check(program, bed.more)
        return
    seen = program.run("verify", "--json")
    if seen.code != 0 and seen.error_code() != "index_behind":
        raise Wrong(f"verify: {seen}\n{seen.output[:2000]}")
    if name == "ingest":
        more.check(program, bed.more)
    else:
        again = program.run(*bed.commands[name], "--json")
        if again.code != 0 and not (name == "join" and again.error_code() == "joined_already"):
            raise Wrong(f"again: {again}")


def run_reads(bench, count):
    run(bench, count, calls="read")
