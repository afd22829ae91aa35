"""What was tampered with is refused, and for the reason that the table names."""

import json

import settings
import verifiers
from checking import VerifierTest, copied, folders, of_kind, plain_folder, scratch, written
from maker.proofs import dump
from tampering import logs, orders, tiles, words  # noqa: F401 (they fill the table)
from tampering.forged import FORGERIES
from tampering.table import Subject, of_kind as tamperings

LEAST = {"checkpoint": 20, "event": 50, "consistency": 50, "tiles": 50, "order": 150}


LARGE = "plain-65537"  # Copied for its upper levels only.


class Tampering(VerifierTest):
    def each(self, kind, subjects, refused):
        """Every tampering with every subject; each must have fitted at least one of ours."""
        fitted = set()
        self.assertGreaterEqual(len(tamperings(kind)), LEAST[kind])
        for label, make in subjects:
            for tampering in tamperings(kind):
                if label == LARGE and "level" not in tampering.name:
                    continue
                random = settings.randomness(label, tampering.name)
                with self.subTest(kind=kind, name=tampering.name, of=label):
                    made = tampering.apply(subject := make(random))
                    if made not in (None, False):
                        fitted.add(tampering.name)
                        refused(subject, tampering, made)
        if not settings.folders:
            self.assertEqual(set(), {each.name for each in tamperings(kind)} - fitted)

    def files(self, kind, found):
        def refused(subject, tampering, made):
            pair = made if isinstance(made, tuple) else (made,)
            if kind == "consistency" and len(pair) == 1:
                pair = (*pair, subject.folder.older_note(subject.text))
            pair = [dump_any(each) for each in pair]
            if pair[0] == subject.text.encode() and len(pair) == 1:
                self.fail("nothing was changed")
            key = subject.folder.key_file
            self.refuse(kind, tampering.name, tampering.reason, key, *written(*pair))

        self.each(kind, [
            (f"{folder.path.name}/{label}",
             lambda random, folder=folder, text=text: Subject(folder, text, random))
            for folder, label, text in found], refused)

    def test_checkpoints(self):
        self.files("checkpoint", [(folder, size, note) for folder in folders()
                                  for size, note in list(folder.notes.items())[-2:]])

    def test_events(self):
        self.files("event", [(folder, file.name, file.read_text()) for folder in folders()
                             for file in folder.events[:5]])

    def test_consistency(self):
        self.files("consistency", [(folder, file.name, file.read_text()) for folder in folders()
                                   for file in folder.consistency[:5]])

    def test_order_proofs(self):
        self.files("order", [(folder, file.name, file.read_text()) for folder in folders()
                             for file in every_second(folder.orders)])

    def test_tiles(self):
        def make(folder):
            def subject(random):
                made = Subject(folder, "", random)
                made.tiles = copied(folder.tiles)
                return made

            return subject

        def refused(subject, tampering, _):
            key = subject.folder.key_file
            self.refuse("tiles", tampering.name, tampering.reason, key, subject.tiles)

        found = [folder for folder in folders() if folder.tiles.is_dir()]
        if not settings.folders:
            found.append(plain_folder(65537, (1, 65536)))
            self.assertEqual(LARGE, found[-1].path.name)
        self.each("tiles", [(folder.path.name, make(folder)) for folder in found], refused)

    def test_forged_proofs_of_a_ledger_that_lies(self):
        if settings.folders:
            self.skipTest("a real ledger does not lie")
        for seed in list(settings.seeds)[:2]:
            for each in FORGERIES:
                with self.subTest(kind=each.kind, name=each.name, seed=seed):
                    vkeys, contents = each.make(seed)
                    key = scratch() / "forger"
                    key.write_text(vkeys + "\n")
                    self.refuse(each.kind, f"forged: {each.name}", each.reason, key,
                                *written(*contents))


class Mutation(VerifierTest):
    """Proofs with a byte changed anywhere: refused, or they say what they said before."""

    def test_a_changed_byte_changes_no_answer(self):
        for folder in folders():
            for file in folder.orders[:4]:
                data = file.read_bytes()
                random = settings.randomness("bytes", file.name)
                for verifier in of_kind("order")[:1]:
                    truth = verifier("order", folder.key_file, file).text
                    for _ in range(150):
                        changed = mutated(data, random)
                        result = verifier("order", folder.key_file, *written(changed))
                        self.assertFalse(result.crashed, result)
                        self.assertTrue(result.code == 1 or result.text == truth, result)

    def test_refusals_do_not_depend_on_the_process(self):
        """Some go through a process of their own: exit codes, and nothing on the standard error."""
        verifier = verifiers.OrderVerifier(own_process=True)
        folder = next(folder for folder in folders() if folder.orders)
        for tampering in tamperings("order")[:: 1 if settings.thorough else 12]:
            subject = Subject(folder, folder.orders[0].read_text(),
                              settings.randomness("process", tampering.name))
            made = tampering.apply(subject)
            if made in (None, False):
                continue
            result = verifier("order", folder.key_file, *written(dump_any(made)))
            self.assertEqual(1, result.code, f"{tampering.name}: {result}")
            self.assertEqual({"valid", "reason"}, set(json.loads(result.text)))


def every_second(files):
    """Of many; of made ones, so that their stages alternate."""
    return files[::2] if len(files) > 20 else files


def dump_any(made):
    if isinstance(made, dict):
        try:
            return dump(made).encode()
        except UnicodeEncodeError:  # Half a character can only be written in escaped form.
            return json.dumps(made).encode()
    return made if isinstance(made, bytes) else made.encode()


def mutated(data, random):
    out, at = bytearray(data), random.randrange(len(data))
    chosen = random.randrange(3)
    if chosen == 0:
        out[at] = random.randrange(256)
    elif chosen == 1:
        del out[at : at + random.randrange(1, 4)]
    else:
        out[at:at] = random.choice([b"0", b"A", b'"', b"}", b"\x00", b" ", b"[", b"\xff"])
    return bytes(out)
