"""The ledger: its programs, run as a user runs them, and `ledger-bench`, which has it open."""

import json
import os
import shutil
import subprocess
import sys

from measuring import Run

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SCRATCH = os.environ.get("ORDERLEDGER_SCRATCH", os.path.join(ROOT, ".build"))

# One row of the shipped rulebook, and what it becomes.
ROW = ("channels/shopify.yaml", "partially_refunded: captured", "partially_refunded: partially_captured")
ROW_EFFECT = ("shopify", "payment", "captured", "partially_captured")


class Programs:
    def __init__(self):
        command = [
            "swift", "build", "--package-path", ROOT, "--scratch-path", SCRATCH, "-c", "release",
        ]
        for product in ("orderledger", "simulate", "ledger-bench"):
            subprocess.run(command + ["--product", product], check=True, stdout=sys.stderr)
        path = subprocess.run(
            command + ["--show-bin-path"], check=True, capture_output=True, text=True
        )
        self.folder = path.stdout.strip()

    def __getitem__(self, name):
        return os.path.join(self.folder, name)

    def simulate(self, folder, orders, seed, days=30):
        subprocess.run(
            [self["simulate"], "--orders", str(orders), "--days", str(days), "--seed", str(seed),
             "--out", folder, "--merged"],
            check=True, stdout=subprocess.DEVNULL,
        )
        return os.path.join(folder, "deliveries.ndjson")

    def make(self, ledger, deliveries):
        """A ledger of deliveries, and the run of its import."""
        command = [self["orderledger"], "--ledger", ledger]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run(command + ["init"], check=True, **quiet)
        return Run(command + ["ingest", "--channel", "auto", deliveries, "--json"])

    def bench(self, *arguments):
        """What `ledger-bench` tells, by name; effects of a replay in a list."""
        words = subprocess.run(
            [self["ledger-bench"], *map(str, arguments)], check=True, capture_output=True, text=True
        ).stdout
        told, effects = {}, []
        for line in words.splitlines():
            record = json.loads(line)
            if record["name"] == "effect":
                effects.append(record)
            else:
                told[record["name"]] = record
        return told, effects

    def export_claims(self, ledger, folder):
        """What all events claim, as the shipped rulebook reads them and with one row changed."""
        former, revised = (os.path.join(folder, f"{name}.csv") for name in ("former", "revised"))
        self.bench("claims", ledger, former)
        rules = os.path.join(folder, "rules")
        copy = os.path.join(folder, "copy")
        shutil.copytree(ledger, copy)
        command = [self["orderledger"], "--ledger", copy, "rules"]
        subprocess.run(command + ["export", rules], check=True, stdout=subprocess.DEVNULL)
        path = os.path.join(rules, ROW[0])
        with open(path) as file:
            text = file.read()
        assert text.count(ROW[1]) == 1, f"{ROW[0]} holds '{ROW[1]}' once"
        with open(path, "w") as file:
            file.write(text.replace(ROW[1], ROW[2]))
        subprocess.run(command + ["activate", rules], check=True, stdout=subprocess.DEVNULL)
        self.bench("claims", copy, revised)
        shutil.rmtree(copy)
        return former, revised
