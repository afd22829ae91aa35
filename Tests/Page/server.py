"""Ledgers to look at, and servers on them."""

import json
import os
import pathlib
import re
import subprocess
import tempfile
import urllib.error
import urllib.parse
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN = pathlib.Path(os.environ["ORDERLEDGER_BIN"])
# The simulated days are over by then; deadlines are judged at this instant.
NOW = "2026-03-09T06:00:00Z"
SEED = "77"
PAYLOADS = ROOT / "docs/examples/payloads"
SAMPLES = ["shopify", "stripe", "adyen"]


class Ledger:
    """A ledger in a temporary folder; with deliveries, unless it is to be empty."""

    def __init__(self, empty=False):
        self.folder = tempfile.TemporaryDirectory(prefix="orderledger-page-")
        self.directory = pathlib.Path(self.folder.name) / "ledger"
        self.run("init")
        if not empty:
            self.fill()

    def fill(self):
        made = pathlib.Path(self.folder.name) / "simulated"
        subprocess.run(
            [BIN / "simulate", "--orders", "120", "--days", "6", "--faults", "heavy", "--seed", SEED,
             "--merged", "--out", made], check=True, stdout=subprocess.DEVNULL)
        self.run("ingest", "--channel", "auto", made / "deliveries.ndjson")
        # Samples of real systems: some of what they say no rule knows.
        for kind in SAMPLES:
            self.run("ingest", "--channel", f"{kind}-samples", "--kind", kind, PAYLOADS / kind)

    def run(self, *arguments):
        environment = {**os.environ, "ORDERLEDGER_LEDGER": str(self.directory), "ORDERLEDGER_NOW": NOW}
        done = subprocess.run([BIN / "orderledger", *map(str, arguments)], env=environment,
                              capture_output=True, text=True)
        if done.returncode not in (0, 1):
            raise RuntimeError(f"{arguments}: {done.stderr}")
        return done.stdout

    def answer(self, *arguments):
        return json.loads(self.run("--json", *arguments))


class Server:
    """`orderledger serve` on a ledger, and what its API says. Variables of its environment can be given."""

    def __init__(self, ledger, **variables):
        self.ledger = ledger
        self.tokens = {role: self.make_token(ledger, role) for role in ("admin", "dashboard")}
        environment = {**os.environ, "ORDERLEDGER_LEDGER": str(ledger.directory), "ORDERLEDGER_NOW": NOW,
                       **variables}
        self.errors = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen([BIN / "orderledger", "serve", "--port", "0"], env=environment,
                                        stdout=subprocess.PIPE, stderr=self.errors, text=True)
        self.address = self.listening()

    @staticmethod
    def make_token(ledger, role):
        text = ledger.run("token", "create", "--name", f"page-{role}", "--role", role)
        return re.search(r"olt_[0-9a-f]+", text).group(0)

    def listening(self):
        for line in self.process.stdout:
            found = re.search(r"https?://\S+:\d+", line)
            if found:
                return found.group(0)
        self.errors.seek(0)
        raise RuntimeError(f"the server does not start: {self.errors.read()}")

    def request(self, path, role="admin", method="GET", **query):
        search = "?" + urllib.parse.urlencode(query) if query else ""
        request = urllib.request.Request(self.address + path + search, method=method)
        if role:
            request.add_header("Authorization", f"Bearer {self.tokens[role]}")
        return urllib.request.urlopen(request, timeout=60)

    def get(self, path, role="admin", **query):
        with self.request(path, role, **query) as response:
            return json.load(response)

    def has(self, path):
        try:
            self.request(path).close()
        except urllib.error.HTTPError as error:
            problem = json.load(error)
            return error.code != 405 and not problem["type"].endswith("/no_such_resource")
        return True

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=60)
        self.process.stdout.close()
        self.errors.close()
