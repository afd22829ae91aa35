"""Backups, and ledgers that are made of them, that are made to fail."""

import json
import shutil

from beds import contents
from encryption import ENCRYPTED
from program import Wrong
from trials import Trial, whole_or_behind


class Backup(Trial):
    """The ledger is untouched, and what is unfinished is not taken for a backup."""

    def __init__(self, bed, setting, name, target, early=None):
        self.target = bed.disk / target
        super().__init__(bed, setting, name, ["backup", self.target], done=["backup_exists"])
        # What stands there before.
        self.early = early

    def settle(self, program, result):
        if contents(program.ledger) != contents(self.base.disk / "ledger"):
            raise Wrong("the ledger is not as it was")
        is_whole = self.check(program)
        if result.code == 0 and not is_whole:
            raise Wrong("the backup is said to be complete, and is not")
        self.check_part(program)
        self.again(program)
        if not self.check(program):
            raise Wrong("the next backup is not complete")
        left = [*self.target.glob("*.part")] if self.target.is_dir() else [self.part]
        if any(path.exists() for path in left):
            raise Wrong("what was unfinished was left")
        return self.look(program)

    @property
    def part(self):
        return self.target.with_name(self.target.name + ".part")

    def check(self, program):
        """Whether there is a backup of everything; else it is as it was before."""
        seen = program.run("backup", "--check", self.target, "--json")
        if seen.code != 0:
            if self.early is None and seen.error_code() in ("no_backup", "file"):
                return False
            raise Wrong(f"backup --check: {seen}")
        said = json.loads(seen.output)
        for state in (self.base.whole, self.early):
            if state and (said["entries"], said["root"]) == (state["entries"], state["root"]):
                return state is self.base.whole
        raise Wrong(f"a backup of {said['entries']} entries is taken for a complete one")

    def check_part(self, program):
        """What stands under a passing name is refused, or is all there."""
        parts = [*self.target.glob("*.part")] if self.target.is_dir() else [self.part]
        for part in parts:
            seen = program.run("backup", "--check", part, "--json") if part.exists() else None
            if seen and seen.code == 0 and json.loads(seen.output)["root"] != self.base.whole["root"]:
                raise Wrong(f"{part} is taken for a backup")


class Restore(Trial):
    """There is no ledger, or a whole one."""

    def __init__(self, bed, setting):
        super().__init__(
            bed, setting, "restore", ["restore", bed.disk / "whole"], done=["target_not_empty"])

    def prepare(self):
        program = super().prepare()
        restored = program.on(self.bed.disk / "restored")
        if self.setting == ENCRYPTED:
            restored.ledger.mkdir()
            shutil.copy(program.ledger / "keys", restored.ledger / "keys")
        return restored

    def settle(self, program, result):
        if (program.ledger / "log.mdb").exists():
            whole_or_behind(program)
        else:
            if result.code == 0:
                raise Wrong("it is said to be restored, and is not there")
            seen = program.run("status", "--json")
            if seen.code != 2:
                raise Wrong(f"there is no log: {seen}")
        again = self.again(program)
        if again.code != 0:
            if not (program.ledger / "log.mdb").exists():
                raise Wrong(f"again: {again}")
            program.need("rebuild")
        if (program.ledger / "log.mdb.restoring").exists():
            raise Wrong("an unfinished log was left")
        found = program.verify()
        for member in ("entries", "root", "digest"):
            if found[member] != self.base.whole[member]:
                raise Wrong(f"{member}: {found[member]} was restored, not {self.base.whole[member]}")
        return self.look(program)


def trials(bed, setting):
    """Backups and what is made of them."""
    return [
        Backup(bed, setting, "first backup", "new"),
        Backup(bed, setting, "next backup", "part", early=bed.base(setting).early),
        Backup(bed, setting, "backup in one file", "one.backup"),
        Restore(bed, setting),
    ]
