"""kill -9 of every command that writes, at random moments."""

import json
import shutil

from encryption import (
    ENCRYPTED, Reading, check_destroyed, master_of, opened_by, settings, under)
from program import Acknowledged, Wrong
from scenario import make_ledger, two_orders


class Command:
    """A command that writes, and what may come of it when it is run again after a kill."""

    def __init__(self, arguments, codes=(0,), prepare=None):
        self.arguments, self.codes, self.prepare = arguments, codes, prepare

    def run_killed(self, place, after):
        return place.program.run_killed(self.arguments, after)

    def look(self, place):
        """Before anything else is written."""
        seen = place.program.run("verify", "--json")
        if seen.code != 0 and seen.error_code() != "index_behind":
            raise Wrong(f"verify: {seen}\n{seen.output[:2000]}")

    def again(self, place):
        return place.program.need(*self.arguments, codes=self.codes).seconds


class Erasure(Command):
    def look(self, place):
        seen = place.program.run("verify", "--json")
        if seen.code == 1:
            # Until a command has written, what was erased may be there.
            if {finding["kind"] for finding in json.loads(seen.output)["findings"]} == {"erasure"}:
                return
        if seen.code != 0 and seen.error_code() != "index_behind":
            raise Wrong(f"verify: {seen}\n{seen.output[:2000]}")

    def again(self, place):
        seconds = super().again(place)
        check_destroyed(place.program.ledger, Reading(place.program).destroyed)
        return seconds


class MasterChange(Command):
    def __init__(self, place, number):
        self.new = master_of(place.program.ledger, str(number))
        super().__init__(["keys", "master", "--new", self.new])

    def look(self, place):
        former = place.program.environment["ORDERLEDGER_MASTER_KEY_FILE"]
        place.program, _ = opened_by(place.program, [self.new, former], ["checkpoint"])
        super().look(place)

    def again(self, place):
        seconds = 0.3
        if place.program.environment["ORDERLEDGER_MASTER_KEY_FILE"] != str(self.new):
            seconds = super().again(place)
        place.program = under(place.program, self.new)
        return seconds


class Restoring(Command):
    """Of the backup of a ledger."""

    def __init__(self, place):
        super().__init__(["restore", place.backup], prepare=self.clear)
        self.place, self.ledger = place, place.program.ledger.with_name("restored")

    def clear(self):
        shutil.rmtree(self.ledger, ignore_errors=True)
        self.ledger.mkdir()
        if (self.place.program.ledger / "keys").exists():
            shutil.copy(self.place.program.ledger / "keys", self.ledger)

    def run_killed(self, place, after):
        return place.program.on(self.ledger).run_killed(self.arguments, after)

    def look(self, place):
        """Looked at when it is whole."""

    def again(self, place):
        program = place.program.on(self.ledger)
        again = program.run(*self.arguments, "--json")
        if again.code != 0:
            if again.error_code() != "target_not_empty":
                raise Wrong(f"restore again: {again}")
            program.need("rebuild")
        checked = json.loads(program.need("backup", "--check", place.backup, "--json").output)
        if program.verify()["root"] != checked["root"]:
            raise Wrong("something else was restored than the backup has")
        return again.seconds if again.code == 0 else 0.5


class Place:
    """A ledger on which commands are killed."""

    def __init__(self, bench, setting):
        self.setting = setting
        folder = bench.scratch / "commands" / setting
        folder.mkdir(parents=True)
        self.folder, _ = bench.deliveries.window(f"commands-{setting}", files=20)
        self.accepted = Acknowledged()
        self.program, found = make_ledger(bench.program(folder / "ledger"), self.folder, setting)
        self.accepted.take(found)
        self.backup = folder / "backup"
        self.before = Reading(self.program)

    def check(self):
        reading = Reading(self.program)
        reading.check(self.before)
        self.accepted.check(self.program, self.folder, erased=lambda: reading.erased)


def commands(bench, place, number):
    """Every command that writes; `number` makes each time another one of them."""
    program = place.program
    same, folds, reads = bench.rulebooks.all
    folder, _ = bench.deliveries.window(f"killed-{number}", files=6)
    chosen = [same, folds, reads][number % 3]
    found = {
        "ingest": Command(["ingest", "--channel", "auto", "--receipts", folder]),
        "rebuild": Command(["rebuild"]),
        "activate": Command(["rules", "activate", chosen, "--reason", "round"]),
        "rollback": Command(["rules", "rollback", "--reason", "round"]),
        "promote": promotion(program, [folds, reads, same][number % 3]),
        "checkpoint": Command(["checkpoint", "--anew"]),
        "rotate": Command(["keys", "rotate", "--reason", "round"]),
        "join": Command(["join", *two_orders(program, number), "--reason", "round"], codes=(0, 2)),
        "separate": Command(["separate", f"shopify/order/name=#{1000 + number % 20}",
                             "--reason", "round"], codes=(0, 2)),
        "backup": Command(["backup", place.backup]),
        "restore": Restoring(place),
    }
    if place.setting == ENCRYPTED:
        found["erase"] = Erasure(
            ["erase", "--order", two_orders(program, 3 * number)[0], "--reason", "round"], codes=(0, 2))
        found["master"] = MasterChange(place, number)
    return found


def promotion(program, rulebook):
    """Asked for with the digest of a replay that was made before. Done already, or another rulebook in
    force since, is refused with exit code 2."""
    command = Command(None, codes=(0, 2))

    def prepare():
        replayed = program.need("replay", "--rules", rulebook, "--json", codes=(0, 1))
        digest = json.loads(replayed.output.splitlines()[-1])["digest"]
        command.arguments = ["rules", "promote", rulebook, "--report", digest, "--reason", "round"]

    command.prepare = prepare
    return command


def run(bench, count):
    """Kills commands of all kinds, one after the other, on a ledger of each setting that goes on."""
    places = [Place(bench, setting) for setting in settings(bench.random, count)]
    killed, usual, number = {}, {}, 0
    while sum(killed.values()) < count and bench.has_time:
        place = places[number % len(places)]
        number += 1
        for name, command in commands(bench, place, number).items():
            if command.prepare:
                command.prepare()
            limit = usual.get(name, 0.3)
            try:
                result = command.run_killed(place, bench.random.uniform(0, limit * 1.05))
                if result.code is None:
                    killed[name] = killed.get(name, 0) + 1
                elif result.code not in command.codes:
                    raise Wrong(f"it ended by itself: {result}")
                command.look(place)
                usual[name] = max(0.02, command.again(place))
            except Wrong as wrong:
                raise Wrong(f"{name}, {place.setting}: {wrong}") from None
        bench.tally.faults = sum(killed.values())
        place.program.verify()
        if number % 10 == 0:
            place.check()
    for place in places:
        place.check()
        bench.tally.acknowledged += len(place.accepted)
        place.program.verify()
        place.program.need("rebuild")
    bench.note(
        f"{' and '.join(place.setting for place in places)}; "
        + ", ".join(f"{name} {times}" for name, times in killed.items()))
