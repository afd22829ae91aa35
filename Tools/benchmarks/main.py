"""Measures a ledger beside what one would use instead, all in one run on one machine.

Compare the ratios: seconds vary by a fifth and more on a shared machine.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile

import report
from ledger import ROOT, ROW_EFFECT, Programs
from measuring import Measured, Run, folder_bytes


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--orders", type=int, default=20_000, help="of the simulated month")
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--runs", type=int, default=3, help="of which medians are told")
    parser.add_argument("--growth", default="", help="orders of more ledgers, such as 5000,80000")
    parser.add_argument("--only", default="", help="ours: nothing beside it")
    parser.add_argument("--folder", help="where to put the files; else a temporary folder")
    parser.add_argument("--out", help="write Markdown here, and a plot beside it")
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="orderledger-bench-", dir=options.folder)
    # The user of PostgreSQL must be able to reach its own folder in it.
    os.chmod(folder, 0o755)
    try:
        bench = Bench(options, folder)
        bench.run()
        report.write(bench, options.out)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Bench:
    def __init__(self, options, folder):
        self.options = options
        self.folder = folder
        self.programs = Programs()
        self.versions = {}
        self.bulk = {}
        self.single = {}
        self.folds = {}
        self.growth = []

    def run(self):
        options = self.options
        self.deliveries = self.programs.simulate(self.path("simulation"), options.orders, options.seed)
        with open(self.deliveries, "rb") as file:
            self.lines = [line.rstrip(b"\n") for line in file]
        self.count = len(self.lines)
        self.size = os.path.getsize(self.deliveries)
        self.say(f"{self.count:,} deliveries of {options.orders:,} orders")
        self.measure_ledger()
        if options.only != "ours":
            self.measure_stores()
            self.measure_folds()
        for orders in [int(text) for text in options.growth.split(",") if text]:
            self.measure_growth(orders)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def say(self, words):
        print(f"bench: {words}", file=sys.stderr, flush=True)

    # Ours

    def measure_ledger(self):
        runs = []
        for _ in range(self.options.runs):
            shutil.rmtree(self.path("ledger"), ignore_errors=True)
            runs.append(self.programs.make(self.path("ledger"), self.deliveries))
            self.say(f"ingest in {runs[-1].seconds:.1f} s")
        self.bulk["OrderLedger, everything on"] = Measured([run.seconds for run in runs], self.count)
        self.memory = max(runs[-1].memory)
        self.cores = sum(run.used for run in runs) / sum(run.seconds for run in runs)
        for name, command in (("rebuild, all from the log", "rebuild"), ("verify", "verify")):
            run = Run([self.programs["orderledger"], "--ledger", self.path("ledger"), command])
            self.bulk[name] = Measured([run.seconds], self.count)
        self.bytes = folder_bytes(self.path("ledger"))
        self.read, self.effects = self.programs.bench("read", self.path("ledger"), self.options.runs + 2)
        os.makedirs(self.path("append"))
        appended, _ = self.programs.bench("append", self.path("append"), self.deliveries)
        for name, told in appended.items():
            self.single[name] = told
        shutil.rmtree(self.path("append"))
        self.say("read and appended")

    def measure_growth(self, orders):
        folder = self.path(f"growth-{orders}")
        deliveries = self.programs.simulate(folder, orders, self.options.seed, days=60)
        with open(deliveries, "rb") as file:
            count = sum(1 for _ in file)
        ledger = os.path.join(folder, "ledger")
        run = self.programs.make(ledger, deliveries)
        os.remove(deliveries)
        read, _ = self.programs.bench("read", ledger, self.options.runs)
        self.growth.append((count, run, read))
        shutil.rmtree(folder)
        self.say(f"growth: {count:,} deliveries")

    # Beside it

    def measure_stores(self):
        import stores

        limit = self.path("lmdb_limit")
        subprocess.run(
            ["gcc", "-O2", "-o", limit, f"{ROOT}/Tools/benchmarks/lmdb_limit.c", "-llmdb"], check=True
        )

        def limited(kind):
            path = self.path("limit.mdb")
            words = subprocess.run(
                [limit, path, self.deliveries, kind], check=True, capture_output=True, text=True
            ).stdout
            os.remove(path)
            os.remove(path + "-lock")
            return [float(line) for line in words.split()]

        runs = range(self.options.runs)
        self.bulk["bare LMDB in C, the lines alone"] = Measured(
            [limited("bulk")[0] for _ in runs], self.count
        )
        self.single["bare LMDB in C, the line alone"] = Measured(limited("single"))
        for make in stores.ALL:
            store = make(self.folder)
            self.versions[store.name] = (store.version(), store.sync)
            seconds = []
            for _ in runs:
                store.start()
                seconds.append(store.bulk(self.lines))
                store.stop()
            self.bulk[store.name] = Measured(seconds, self.count)
            store.start()
            self.single[store.name] = Measured(store.single(self.lines))
            store.stop()
            self.say(f"{store.name}: {self.bulk[store.name].rate:,.0f}/s")
            if store.name == "PostgreSQL":
                self.postgres = store

    def measure_folds(self):
        import eventsourcing
        import folds

        claims, revised = self.programs.export_claims(self.path("ledger"), self.folder)
        duck = folds.DuckDB(claims, revised, os.cpu_count())
        self.versions["DuckDB"] = (duck.version, "in memory")
        found = [duck.run() for _ in range(self.options.runs + 2)]
        self.folds["DuckDB, fold and difference"] = Measured([seconds for seconds, _ in found], duck.rows)
        self.hold_against(found[0][1])
        self.claims = duck.rows
        from importlib.metadata import version

        self.versions["eventsourcing"] = (version("eventsourcing"), "of its recorder")
        recorders = {
            "eventsourcing on SQLite": folds.sqlite_recorder(self.path("aggregates.sqlite")),
            "eventsourcing on PostgreSQL": folds.postgres_recorder(self.postgres.port),
        }
        for name, recorder in recorders.items():
            aggregates = folds.EventSourcing(recorder)
            seconds, count = aggregates.load(claims)
            self.bulk[f"{name}, claims"] = Measured([seconds], count)
            taken, read = aggregates.refold(2_000)
            self.folds[f"{name}, fold"] = Measured([taken], read)
            self.say(f"{name}: {count / seconds:,.0f}/s stored, {read / taken:,.0f}/s folded")
        self.postgres.end()

    def hold_against(self, found):
        """Both must tell of the same orders, in what both can see."""
        system, facet, before, after = ROW_EFFECT
        theirs = sum(row[4] for row in found if tuple(row[:4]) == ROW_EFFECT)
        text = f"{system} {facet}: {before} → {after}"
        ours = next(effect["count"] for effect in self.effects if effect["note"] == text)
        if ours != theirs:
            sys.exit(f"bench: {text}: {ours} orders by the ledger, {theirs} by DuckDB")
        self.agreed = (text, ours)


if __name__ == "__main__":
    main()
