"""Commands that destroy keys, or put them under another, and are made to fail."""

import json

from encryption import (
    ENCRYPTED, OldKeys, Reading, check_destroyed, key_records, master_of, opened_by, under)
from program import Wrong
from trials import Trial, whole_or_behind


class Erase(Trial):
    """It is recorded and the keys are gone, at the latest when the next command has written; or nothing of
    it happened."""

    def __init__(self, bed, name, *whom):
        super().__init__(
            bed, ENCRYPTED, name, ["erase", *whom, "--reason", "round"], done=["nothing_to_erase"])
        self.plan = None

    def prepare(self):
        program = super().prepare()
        if self.plan is None:
            said = json.loads(program.need(*self.arguments, "--dry-run", "--json").output)
            subjects = set(said["subjects"])
            self.plan = set(said["deliveries"])
            self.ids = {id for subject, id in key_records(program.ledger) if subject in subjects}
        self.old = OldKeys(program.ledger, self.bed.bench.scratch / "old-keys")
        return program

    def settle(self, program, result):
        reading = Reading(program)
        is_recorded = bool(reading.erased - self.base.reading.erased)
        if result.code == 0:
            self.check_gone(program, reading)
        else:
            self.check_before_writing(program, is_recorded)
        program.need("checkpoint", "--anew")
        if is_recorded:
            self.check_gone(program, reading)
        elif not self.ids <= {id for _, id in key_records(program.ledger)}:
            raise Wrong("a key is gone without an erasure")
        self.old.check_zeros(program.ledger)
        Reading(program).check(self.base.reading)
        program.verify()
        self.again(program)
        self.check_gone(program, Reading(program))
        self.old.check_zeros(program.ledger)
        return self.look(program)

    def check_before_writing(self, program, is_recorded):
        """Until a command has written, `verify` may say that what was erased can be read; nothing else."""
        seen = program.run("verify", "--json")
        if seen.code == 1 and is_recorded:
            kinds = {finding["kind"] for finding in json.loads(seen.output)["findings"]}
            if kinds == {"erasure"}:
                return
        if seen.code != 0 and seen.error_code() != "index_behind":
            raise Wrong(f"verify: {seen}\n{seen.output[:2000]}")

    def check_gone(self, program, reading):
        if not self.plan <= reading.erased:
            raise Wrong(f"{len(self.plan - reading.erased)} erased deliveries are not recorded as such")
        if not self.ids & reading.destroyed:
            raise Wrong("none of the keys is recorded as destroyed")
        check_destroyed(program.ledger, reading.destroyed)


class Master(Trial):
    """The ledger opens with the old master key or with the new one."""

    def __init__(self, bed):
        self.new = master_of(bed.disk / "ledger", "new")
        super().__init__(bed, ENCRYPTED, "keys master", ["keys", "master", "--new", self.new])

    def prepare(self):
        program = super().prepare()
        self.old = OldKeys(program.ledger, self.bed.bench.scratch / "old-keys")
        return program

    def settle(self, program, result):
        former = master_of(program.ledger)
        opened, seen = opened_by(program, [self.new, former], ["checkpoint", "--anew"])
        if seen.code != 0:
            raise Wrong(f"it does not open: {seen}")
        is_new = opened.environment["ORDERLEDGER_MASTER_KEY_FILE"] == str(self.new)
        if result.code == 0 and not is_new:
            raise Wrong("the new master key does not open the ledger")
        if not is_new:
            self.again(program)
        program = under(program, self.new)
        records = key_records(program.ledger)
        if records != key_records(self.base.disk / "ledger"):
            raise Wrong("there are other keys of subjects than before")
        opened_by(program, [self.new, former], ["verify"])
        check_destroyed(program.ledger, [])
        self.old.check_zeros(program.ledger)
        whole_or_behind(program)
        return self.look(program)


def trials(bed, setting=ENCRYPTED):
    """Commands that destroy keys or put them under another."""
    base = bed.base(ENCRYPTED)
    found = [Erase(bed, "erase an order", "--order", base.orders[1]), Master(bed)]
    if base.subject:
        found.append(Erase(bed, "erase a subject", "--subject", base.subject))
    return found
