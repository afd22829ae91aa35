"""The library that makes calls fail: built once, and told by the environment what to do."""

import errno
import os
import pathlib
import shutil
import subprocess

SOURCE = pathlib.Path(__file__).with_name("shim.c")


class Shim:
    def __init__(self, folder):
        self.library = pathlib.Path(folder) / "shim.so"
        compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
        if compiler is None:
            raise FileNotFoundError("there is no C compiler")
        subprocess.run(
            [compiler, "-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", "-o",
             str(self.library), str(SOURCE), "-ldl", "-lpthread"], check=True)

    def environment(self, directory, *, log=None, journal=None, at=0, until=None, do=None,
                    error=errno.EIO, calls=None):
        values = {"LD_PRELOAD": str(self.library), "FAULT_DIR": os.path.realpath(directory)}
        if log:
            values["FAULT_LOG"] = str(log)
        if journal:
            values["FAULT_JOURNAL"] = str(journal)
        if do:
            values |= {"FAULT_DO": do, "FAULT_AT": str(at), "FAULT_ERROR": str(error)}
            if until is not None:
                values["FAULT_UNTIL"] = str(until)
        if calls:
            values["FAULT_CALLS"] = calls
        return values

    def count(self, program, arguments, directory, folder, *, calls=None):
        """Runs a command, and gives the calls that it makes: (kind, file) from number 1."""
        log = pathlib.Path(folder) / "calls"
        log.unlink(missing_ok=True)
        program.with_environment(
            self.environment(directory, log=log, calls=calls)
        ).need(*arguments, codes=(0, 1))
        return calls_in(log)


def calls_in(log):
    found = {}
    if not log.exists():
        return found
    for line in log.read_text().splitlines():
        number, kind, name = line.split(" ")[:3]
        if kind != "A" and int(number) > 0:
            found.setdefault(int(number), (kind, os.path.basename(name)))
    return found
