"""Every step that changes files, in turn: the process is killed there, or the call fails."""

import errno

import copying
import erasing
import trials
from beds import Bed
from encryption import settings
from program import DOCUMENTED, Wrong

# What happens at a step, and the errors with which it may.
FAULTS = {
    "kill-before": [0],
    "kill-after": [0],
    "lost": [errno.EIO, errno.ENOSPC, errno.EDQUOT, errno.EROFS],
    "kept": [errno.EIO, errno.ENOSPC],
    "short": [errno.ENOSPC, errno.EIO],
    "for-good": [errno.EIO, errno.ENOSPC, errno.EROFS],
}


def run(bench, count, *, chosen=trials.writing, calls=None):
    """All steps of all commands with all faults, or `count` of them chosen at random, in one setting."""
    bed = Bed(bench)
    tried = {}
    for setting in settings(bench.random, count):
        tried |= {trial.name: trial for trial in chosen(bed, setting)}
    faults = [fault for trial in tried.values() for fault in faults_of(bench, trial, calls)]
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


def faults_of(bench, trial, calls):
    """All that can happen to a command."""
    program = trial.prepare()
    steps = bench.shim.count(program, trial.arguments, trial.bed.disk, bench.scratch, calls=calls)
    bench.steps[trial.name] = len(steps)
    for step, (kind, file) in steps.items():
        for fault, errors in FAULTS.items():
            if calls == "read" and fault not in ("lost", "for-good"):
                continue
            for error in errors:
                if calls != "read" or error == errno.EIO:
                    yield trial, step, kind, file, fault, error


def try_fault(bench, bed, fault_of_trial, calls):
    trial, step, kind, file, fault, error = fault_of_trial
    where = f"{trial.name}, step {step} ({kind} {file}), {fault} {errno.errorcode.get(error, '')}"
    program = trial.prepare()
    shim = bench.shim.environment(
        bed.disk, at=step, until=0 if fault == "for-good" else None,
        do="lost" if fault == "for-good" else fault, error=error, calls=calls)
    try:
        result = program.with_environment(shim).run(*trial.arguments, "--json")
        outcome = judge(result, fault, error, calls)
        bench.tally.acknowledged += trial.settle(program, result)
        return outcome
    except Wrong as wrong:
        raise Wrong(f"{where}: {wrong}; see {bed.kept()}") from None


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


def run_reads(bench, count):
    def everything(bed, setting):
        return [
            trial for chosen in (trials.writing, erasing.trials, copying.trials)
            for trial in chosen(bed, setting)]

    run(bench, count, chosen=everything, calls="read")


def run_erasing(bench, count):
    run(bench, count, chosen=erasing.trials)


def run_copying(bench, count):
    run(bench, count, chosen=copying.trials)
