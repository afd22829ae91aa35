"""The program under test, and what it has said it accepted."""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time

# What docs/cli.md says of exit codes.
DOCUMENTED = {0, 1, 2, 64, 74}


class Wrong(Exception):
    """The program broke a promise."""


class Result:
    def __init__(self, code, output, errors, seconds):
        self.code, self.output, self.errors, self.seconds = code, output, errors, seconds

    def __str__(self):
        return f"exit {self.code}; stderr: {self.errors.strip()[-600:]}"

    def error_code(self):
        """The code of the error that --json told, if any."""
        for line in reversed(self.output.splitlines()):
            try:
                return json.loads(line)["error"]["code"]
            except (ValueError, KeyError, TypeError):
                continue
        return None


class Program:
    """Runs `orderledger` on one ledger."""

    def __init__(self, binary, ledger, environment=None):
        self.binary, self.ledger = str(binary), pathlib.Path(ledger)
        self.environment = {
            "PATH": os.environ.get("PATH", ""), "HOME": os.environ.get("HOME", "/"),
            "TMPDIR": tempfile.gettempdir(), "USER": "tester",
        } | (environment or {})

    def with_environment(self, more):
        return Program(self.binary, self.ledger, self.environment | more)

    def on(self, ledger):
        return Program(self.binary, ledger, self.environment)

    def start(self, arguments, output, place=None):
        command = [self.binary, "--ledger", str(self.ledger), *map(str, arguments)]
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.PIPE,
            env=self.environment, cwd=place)

    def run_in(self, place, *arguments):
        """Runs a command in a working directory; what it writes goes nowhere else."""
        return self.run(*arguments, place=place)

    def run(self, *arguments, timeout=120, place=None):
        began = time.monotonic()
        with tempfile.TemporaryFile() as output:
            process = self.start(arguments, output, place)
            try:
                errors = process.communicate(timeout=timeout)[1]
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
                raise Wrong(f"{' '.join(map(str, arguments))} hung") from None
            output.seek(0)
            text = output.read().decode("utf-8", "replace")
        return Result(
            process.returncode, text, errors.decode("utf-8", "replace"), time.monotonic() - began)

    def need(self, *arguments, codes=(0,)):
        """Runs a command that must succeed."""
        result = self.run(*arguments)
        if result.code not in codes:
            raise Wrong(f"{' '.join(map(str, arguments))}: {result}")
        return result

    def run_killed(self, arguments, after):
        """Runs a command and kills it `after` so many seconds; None for a code where it was killed."""
        with tempfile.TemporaryFile() as output:
            process = self.start(arguments, output)
            try:
                errors = process.communicate(timeout=after)[1]
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                errors = process.communicate()[1]
            output.seek(0)
            text = output.read().decode("utf-8", "replace")
        code = None if process.returncode == -signal.SIGKILL else process.returncode
        return Result(code, text, errors.decode("utf-8", "replace"), after)

    def verify(self):
        """The ledger is whole; gives what was counted."""
        result = self.run("verify", "--json")
        if result.code != 0:
            raise Wrong(f"verify: {result}\n{result.output[:2000]}")
        return json.loads(result.output)

    def open_seconds(self):
        """How long opening takes, with starting the program: the quickest command that reads."""
        result = self.run("rules", "history", "--json")
        if result.code != 0 and result.error_code() != "index_behind":
            raise Wrong(f"it does not open: {result}")
        return result.seconds


def receipts(text):
    """What `ingest --receipts` said, by the number of the delivery. A last line that a kill cut off says
    nothing."""
    found = {}
    for line in text.split("\n")[:-1]:
        if line.startswith('{"receipt":'):
            receipt = json.loads(line)["receipt"]
            found[receipt["delivery"]] = receipt
    return found


class Acknowledged:
    """What a ledger has accepted of one folder of deliveries, by the number of the delivery."""

    def __init__(self):
        self.originals = {}
        # With which entry one was in conflict.
        self.conflicts = {}

    def __len__(self):
        return len(self.originals)

    def copy(self):
        other = Acknowledged()
        other.originals, other.conflicts = dict(self.originals), dict(self.conflicts)
        return other

    def take(self, found, erased=()):
        """Adds receipts of a load of the folder. What was accepted before must come as a duplicate of
        just that entry, which the ledger only says where key and bytes are the same; or, where its bytes
        are no longer known, where the key is."""
        for number, receipt in found.items():
            known = self.originals.get(number)
            outcome = receipt["outcome"]
            if outcome == "refused":
                raise Wrong(f"delivery {number} was refused")
            first = receipt["of"] if outcome == "duplicate" else receipt["position"]
            if known is None:
                self.originals[number] = first
                if outcome == "conflict":
                    self.conflicts[number] = receipt["of"]
            elif outcome == "duplicate" and first in erased and self.conflicts.get(number) == first:
                continue
            elif outcome != "duplicate" or first != known:
                raise Wrong(
                    f"delivery {number} was acknowledged at position {known}, and now came as "
                    f"{json.dumps(receipt)}")

    def follow(self, other, behind):
        """Adds what was accepted of a folder that is loaded behind one of so many deliveries."""
        for number, first in other.originals.items():
            self.originals[behind + number] = first
        for number, other_one in other.conflicts.items():
            self.conflicts[behind + number] = other_one

    def check(self, program, *folders, erased=set):
        """Loads the folders again, to their end. `erased` gives the positions of which that is recorded."""
        result = program.need("ingest", "--channel", "auto", "--receipts", *folders)
        found = receipts(result.output)
        missing = set(self.originals) - set(found)
        if missing:
            raise Wrong(f"no receipt for {len(missing)} deliveries")
        self.take(found, erased())


def copied(ledger, to):
    """A copy of a ledger that nobody has open."""
    to = pathlib.Path(to)
    if to.exists():
        shutil.rmtree(to)
    shutil.copytree(ledger, to)
    return to
