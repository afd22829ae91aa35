"""Commands that are made to fail, each with what must hold afterwards."""

import shutil

from encryption import ENCRYPTED, Reading, creation, master_of
from program import Acknowledged, Wrong, receipts


class Trial:
    """A command on a ledger; without the fault, the ledger is whole, and the command can be repeated."""

    codes = (0,)

    def __init__(self, bed, setting, name, arguments=None, done=()):
        self.bed, self.setting = bed, setting
        self.base = bed.base(setting)
        self.name = name if setting != ENCRYPTED else f"{name}, encrypted"
        self.arguments = arguments
        # Codes of the errors with which it says that it was done before.
        self.done = done

    def prepare(self):
        return self.bed.fresh(self.base)

    def settle(self, program, result):
        """Checks what is left; gives how many acknowledged deliveries were looked for."""
        whole_or_behind(program)
        self.again(program)
        return self.look(program)

    def again(self, program):
        again = program.run(*self.arguments, "--json")
        if again.code != 0 and again.error_code() not in self.done:
            raise Wrong(f"again: {again}")
        return again

    def look(self, program):
        """All that was acknowledged is there; now and then everything is."""
        accepted = self.base.accepted.copy()
        reading = Reading(program)
        reading.check(self.base.reading)
        accepted.check(program, self.base.folder, erased=lambda: reading.erased)
        if self.bed.bench.random.random() < 0.25:
            program.verify()
        return len(accepted)


def whole_or_behind(program):
    """Whoever only reads is told the truth, or to let a writer mend the index first."""
    seen = program.run("verify", "--json")
    if seen.code != 0 and seen.error_code() != "index_behind":
        raise Wrong(f"verify: {seen}\n{seen.output[:2000]}")
    return seen


class Init(Trial):
    def __init__(self, bed, setting):
        super().__init__(bed, setting, "init", done=["ledger_exists"])
        self.arguments = creation(bed.disk / "ledger", setting)

    def prepare(self):
        program = super().prepare()
        shutil.rmtree(program.ledger)
        master_of(program.ledger).unlink(missing_ok=True)
        return program

    def settle(self, program, result):
        self.again(program)
        Acknowledged().check(program, self.base.more)
        program.verify()
        return 0


class Ingest(Trial):
    def __init__(self, bed, setting):
        super().__init__(bed, setting, "ingest")
        self.arguments = ["ingest", "--channel", "auto", "--receipts", self.base.more]

    def settle(self, program, result):
        more = Acknowledged()
        more.take(receipts(result.output))
        whole_or_behind(program)
        count = len(more)
        more.check(program, self.base.more)
        return count + self.look(program)


def writing(bed, setting):
    """Commands that every ledger has."""
    base = bed.base(setting)
    same, folds, reads = bed.bench.rulebooks.all
    return [
        Init(bed, setting),
        Ingest(bed, setting),
        Trial(bed, setting, "checkpoint", ["checkpoint", "--anew"]),
        Trial(bed, setting, "keys rotate", ["keys", "rotate", "--reason", "round"]),
        Trial(bed, setting, "activate, folds", ["rules", "activate", folds, "--reason", "round"]),
        Trial(bed, setting, "activate, reads", ["rules", "activate", reads, "--reason", "round"]),
        Trial(bed, setting, "rebuild", ["rebuild"]),
        Trial(bed, setting, "join", ["join", *base.orders, "--reason", "round"], ["joined_already"]),
    ]
