"""Makes disks fail and processes die under the real program, and counts what was lost: nothing may be."""

import argparse
import concurrent.futures
import json
import pathlib
import random
import shutil
import sys
import tempfile
import time

import commands
import inputs
import kills
import mounts
import power
import steps
from mounts import Skipped
from program import Program, Wrong
from scenario import Deliveries, Rulebooks
from shim import Shim

# Kind: what it does, how many in the short run and in the long one (None: every one that there is), how.
KINDS = {
    "kill": ("kill -9 of an import at random moments", 12, 2000, kills.run_imports),
    "kill-slow": ("the same where each sync takes 20 ms", 3, 300, kills.run_slow),
    "kill-commands": (
        "kill -9 of every command that writes", 9, 900, commands.run),
    "power": ("power cuts: writes and names without a sync are lost in any part", 12, 3000, power.run),
    "steps": (
        "each call that changes a file: killed before and after; failing, done and not done; short",
        16, None, steps.run),
    "erasing": (
        "the same of `erase` and `keys master`", 8, None, steps.run_erasing),
    "copies": (
        "the same of `backup` and `restore`", 8, None, steps.run_copying),
    "reads": ("each call that reads a file fails", 4, None, steps.run_reads),
    "shutdown": ("an ext4 file system goes down under an import", 3, 400, mounts.run_shutdowns),
    "full": ("a full ext4 file system", 1, 100, mounts.run_full),
    "arguments": ("wrong arguments", 40, 20_000, inputs.run_arguments),
    "files": ("damaged files, of all kinds that are read", 40, 20_000, inputs.run_files),
    "read-only": ("an ext4 file system mounted for reading only", 6, 60, mounts.run_read_only),
}


class Tally:
    def __init__(self):
        self.faults, self.acknowledged, self.seconds, self.notes = 0, 0, 0.0, []


class Bench:
    """What all kinds share."""

    def __init__(self, options, scratch, seed):
        self.scratch = pathlib.Path(scratch)
        self.binary = options.binary
        self.random = random.Random(seed)
        self.shim = Shim(self.scratch)
        self.tally = Tally()
        self.steps = {}
        self.deadline = time.monotonic() + 60 * options.minutes
        self.deliveries = Deliveries(
            options.simulate, options.payloads, self.scratch / "deliveries", seed=seed % 100_000,
            orders=options.orders)
        first = self.program(self.scratch / "first")
        first.need("init")
        self.rulebooks = Rulebooks(first, self.scratch / "rulebooks")

    def program(self, ledger):
        return Program(self.binary, ledger)

    @property
    def has_time(self):
        return time.monotonic() < self.deadline

    def note(self, text):
        self.tally.notes.append(text)

    def clear(self, path):
        shutil.rmtree(path, ignore_errors=True)


def run_kind(kind, options):
    words, short, long, run = KINDS[kind]
    count = options.count or (long if options.long else short)
    # The directory stays where something was wrong.
    scratch = tempfile.mkdtemp(prefix=f"orderledger-faults-{kind}-", dir=options.directory)
    began = time.monotonic()
    # Made of the kind too, so that one kind alone does what it does among others.
    seed = random.Random(f"{options.seed} {kind}").randrange(1 << 40)
    pathlib.Path(scratch, "deliveries").mkdir()
    bench = Bench(options, scratch, seed)
    try:
        run(bench, count)
        failed = None
    except Wrong as wrong:
        failed = wrong
    bench.tally.seconds = time.monotonic() - began
    if failed is None:
        shutil.rmtree(scratch, ignore_errors=True)
    return bench.tally, failed


def parse():
    parser = argparse.ArgumentParser(prog="Tools/check-faults", description=__doc__)
    parser.add_argument("--binary", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--simulate", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--payloads", help="a folder of real payloads to load too")
    parser.add_argument("--seed", type=int, default=None, help="draws one where it is not given")
    parser.add_argument(
        "--kind", action="append", choices=KINDS, help="one kind only; may be given again")
    parser.add_argument("--count", type=int, help="how many faults of each kind")
    parser.add_argument(
        "--minutes", type=float, default=600, help="begin no further fault of a kind after so many")
    parser.add_argument("--long", action="store_true", help="many: hours")
    parser.add_argument("--orders", type=int, default=150, help="orders of the simulated retailer")
    parser.add_argument("--directory", help="where ledgers are made")
    parser.add_argument(
        "--jobs", type=int, help="kinds at a time; 2 if not said otherwise, in a long run 1")
    parser.add_argument("--table", action="store_true", help="a Markdown table at the end")
    return parser.parse_args()


def main():
    options = parse()
    if options.seed is None:
        options.seed = random.SystemRandom().randrange(1 << 31)
    print(f"check-faults: seed {options.seed}", flush=True)
    rows, wrong = [], 0
    kinds = options.kind or list(KINDS)
    pool = concurrent.futures.ThreadPoolExecutor(options.jobs or (1 if options.long else 2))
    # Kinds share nothing; they are told in their order.
    for kind, running in [(kind, pool.submit(run_kind, kind, options)) for kind in kinds]:
        try:
            tally, failed = running.result()
        except Skipped as skipped:
            print(f"{kind}: skipped: {skipped}", flush=True)
            continue
        print(
            f"{kind}: {tally.faults} faults, {tally.acknowledged} acknowledged deliveries looked for, "
            f"{tally.seconds:.0f} s", flush=True)
        for note in tally.notes:
            print(f"  {note}", flush=True)
        if failed:
            wrong += 1
            print(f"  WRONG: {failed}", flush=True)
            print(f"  again: Tools/check-faults --kind {kind} --seed {options.seed}", flush=True)
        rows.append((kind, tally))
    if options.table:
        print("\n| kind | faults | acknowledged | lost | seconds |\n|---|---|---|---|---|")
        for kind, tally in rows:
            print(
                f"| `{kind}`: {KINDS[kind][0]} | {tally.faults:,} | {tally.acknowledged:,} | "
                f"{'see above' if wrong else 0} | {tally.seconds:.0f} |")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
