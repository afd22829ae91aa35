"""Runs verifiers on files: our own two, and any other program."""

import contextlib
import importlib
import io
import os
import pathlib
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PYTHON_VERIFIER = ROOT / "Tools/verify-order-proof"
SECONDS_MAX = 60


class Result:
    def __init__(self, code, text):
        self.code, self.text = code, text.strip()

    @property
    def crashed(self):
        """Another end than accepting, refusing, or saying that something cannot be read."""
        signs = ("Traceback", "panic:", "fatal error:", "Fatal error:", "runtime error")
        return self.code not in (0, 1, 2) or any(sign in self.text for sign in signs)

    def __repr__(self):
        return f"exit {self.code}: {self.text[:300]}"


def run(arguments):
    """A program that takes too long is killed, and counts as crashed."""
    try:
        done = subprocess.run(list(map(str, arguments)), capture_output=True, timeout=SECONDS_MAX,
                              stdin=subprocess.DEVNULL, env={**os.environ, "PYTHONUTF8": "1"})
    except subprocess.TimeoutExpired:
        return Result(-1, f"took more than {SECONDS_MAX} seconds")
    return Result(done.returncode, (done.stdout + done.stderr).decode(errors="replace"))


class OrderVerifier:
    """Tools/verify-order-proof, within this process for its speed or in one of its own."""

    name = "verify-order-proof"
    kinds = ("order",)

    def __init__(self, own_process=False):
        self.own_process = own_process
        sys.path.insert(0, str(PYTHON_VERIFIER))
        self.module = importlib.import_module("verify")

    def __call__(self, kind, key_file, *files):
        arguments = [str(files[0]), "--key-file", str(key_file), "--json"]
        if self.own_process:
            return run([sys.executable, PYTHON_VERIFIER / "verify.py", *arguments])
        out = io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            code = self.module.main(arguments)
        return Result(code, out.getvalue())


class LogVerifier:
    """Tools/verify-log."""

    name = "verify-log"
    kinds = ("checkpoint", "event", "consistency", "tiles")

    def __init__(self, binary):
        self.binary = binary

    def __call__(self, kind, key_file, *files):
        return run([self.binary, kind, "-key", key_file, *files])


class Program:
    """Any program, by templates: `event=orderledger verify --proof {file} --key {key}`.

    `{file}` is the proof, the checkpoint or the folder of tiles, `{old}` an older checkpoint,
    `{key}` a vkey, `{keys}` the file of them.
    """

    def __init__(self, templates):
        self.templates = dict(each.split("=", 1) for each in templates)
        self.kinds = tuple(self.templates)
        self.name = "program"

    def __call__(self, kind, key_file, *files):
        key = pathlib.Path(key_file).read_text().split("\n")[0]
        fields = {"file": files[0], "old": files[-1], "key": key, "keys": key_file}
        return run([word.format(**fields) for word in shlex.split(self.templates[kind])])
