"""What is right is accepted, and says what is true."""

import json
import shutil

import settings
from checking import VerifierTest, folders, grow, plain_folder, scratch, verifiers, written
from maker.files import write_log
from maker.notes import Signer
from maker.proofs import dump, order_proof
from maker.retail import Retailer
from tampering.forged import plain_log
from tampering.table import Folder
from verifiers import OrderVerifier

SIZES = (1, 2, 3, 4, 7, 255, 256, 257, 511, 513)


class OrderProofs(VerifierTest):
    def test_every_question_about_every_stage_is_answered_as_it_was_told(self):
        if settings.folders:
            self.skipTest("what is true of a real ledger is not known here")
        for seed in settings.seeds:
            retailer = Retailer(seed, hub=seed % 2 == 1, orders=12 if seed % 4 else 3)
            key = scratch() / "key"
            key.write_text(retailer.log.signer.vkey + "\n")
            for stage, (directory, checkpoint, asked) in enumerate(retailer.stages):
                for name, (reference, expected) in asked.items():
                    with self.subTest(seed=seed, stage=stage, name=name):
                        proof = order_proof(retailer.log, directory, checkpoint, reference)
                        self.answered(proof, key, expected)

    def answered(self, proof, key, expected):
        results = self.accept("order", key, *written(dump(proof)))
        answer = json.loads(results[0][1].text)
        items = {(each["position"], each["item"]): each["how"] for each in answer["items"]}
        self.assertEqual(expected is None, answer["unknown"])
        self.assertEqual(expected or {}, items)

    def test_the_order_of_elements_and_bodies_do_not_matter(self):
        if settings.folders:
            self.skipTest("only for made ledgers")
        retailer = Retailer(5, hub=True)
        directory, checkpoint, asked = retailer.stages[2]
        key = scratch() / "key"
        key.write_text(retailer.log.signer.vkey + "\n")
        reference, expected = asked["order-0-name"]
        proof = order_proof(retailer.log, directory, checkpoint, reference, bodies=False)
        for member in ("references", "threads", "entries"):
            retailer.random.shuffle(proof[member])
        self.answered(dict(reversed(proof.items())), key, expected)

    def test_both_keys_of_a_rotation_are_accepted_and_no_third(self):
        if settings.folders:
            self.skipTest("only for made ledgers")
        retailer = Retailer(6, orders=3)
        directory, _, asked = retailer.stages[2]
        old, new = retailer.log.signer, Signer(retailer.log.signer.name, bytes(32))
        checkpoint = retailer.log.add_checkpoint(new)
        reference, expected = asked["alone"]
        proof = order_proof(retailer.log, directory, checkpoint, reference)
        key = scratch() / "key"
        for vkeys in ([old.vkey], [new.vkey], [old.vkey, new.vkey]):
            key.write_text("\n".join(vkeys) + "\n")
            self.answered(proof, key, expected)
        key.write_text(Signer(old.name, bytes([1] * 32)).vkey)
        self.refuse("order", "checked with a key that is none of the log's",
                    "not signed by a trusted key", key, *written(dump(proof)))

    def test_given_folders_are_accepted_in_a_process_of_its_own_too(self):
        verifier = OrderVerifier(own_process=True)
        for folder in folders():
            for file in folder.orders:
                inside = self.accept("order", folder.key_file, file)[0][1]
                outside = verifier("order", folder.key_file, file)
                self.assertEqual((0, inside.text), (outside.code, outside.text))


class Logs(VerifierTest):
    def check(self, folder):
        for note in folder.notes.values():
            self.accept("checkpoint", folder.key_file, *written(note))
        for file in folder.events:
            self.accept("event", folder.key_file, file)
        for file in folder.consistency:
            older = folder.older_note(file.read_text())
            self.accept("consistency", folder.key_file, file, *written(older))
        if folder.tiles.is_dir():
            self.accept("tiles", folder.key_file, folder.tiles)

    def test_all_files_of_the_folders_are_accepted(self):
        for folder in folders():
            with self.subTest(folder=folder.path.name):
                self.check(folder)

    def test_all_events_and_pairs_of_checkpoints_of_small_logs_are_accepted(self):
        if settings.folders:
            self.skipTest("only for made ledgers")
        log, path = plain_log(1, 0), scratch() / "small"
        for size in range(18):
            grow(log, size)
            log.add_checkpoint()
        write_log(path, log)
        self.check(Folder(path))

    def test_logs_of_many_sizes_are_accepted(self):
        if settings.folders:
            self.skipTest("only for made ledgers")
        for size in SIZES:
            with self.subTest(size=size):
                self.check(plain_folder(size, {each for each in SIZES if each <= size}))

    def test_a_log_of_three_levels_is_accepted(self):
        if settings.folders:
            self.skipTest("only for made ledgers")
        self.check(plain_folder(65537, (1, 2, 256, 257, 65535, 65536)))

    def test_a_log_without_entries_is_accepted(self):
        if settings.folders:
            self.skipTest("only for made ledgers")
        log, path = plain_log(1, 0), scratch() / "empty"
        log.add_checkpoint()
        write_log(path, log, ())
        folder = Folder(path)
        self.check(folder)
        for foreign in ("tile", "tile/0", "tile/0/000"):
            with self.subTest(foreign=foreign):
                shutil.rmtree(folder.tiles / "tile", ignore_errors=True)
                (folder.tiles / foreign).parent.mkdir(parents=True, exist_ok=True)
                (folder.tiles / foreign).write_bytes(bytes(8192))
                self.refuse("tiles", f"no entries, and a file {foreign}",
                            "is not the path of a tile|lies beyond", folder.key_file, folder.tiles)
                (folder.tiles / foreign).unlink()


def in_capitals():
    """A vkey whose ID has letters, in capitals."""
    vkeys = [Signer(f"k{each}", bytes(32)).vkey.split("+", 2) for each in range(9)]
    name, digits, key = next(each for each in vkeys if each[1].upper() != each[1])
    return f"{name}+{digits.upper()}+{key}"


class Keys(VerifierTest):
    """What is wrong with a key is said as what cannot be read."""

    def test_keys_that_are_none_are_not_taken(self):
        vkey = folders()[0].vkeys[0]
        name, digits, key = vkey.split("+", 2)
        bad = {
            "no key": "", "no ID": f"{name}+{key}", "another ID": f"{name}+00000000+{key}",
            "ID in capitals": in_capitals(),
            "name with a space": f"a b+{digits}+{key}", "key cut short": vkey[:-8],
            "loose base64": vkey[:-1], "not UTF-8": b"\xff\xff",
            "a witness's key": Signer("witness.example/w1", bytes(32), type=4).vkey,
            "name with a space that its ID is of": Signer("a b", bytes(32)).vkey,
            "no name": Signer("", bytes(32)).vkey, "one of two is none": f"{vkey}\n{vkey[:-8]}",
            "line breaks of two characters": f"{vkey}\r\n",
        }
        for what, text in bad.items():
            for verifier in verifiers()[:2]:
                with self.subTest(what=what, verifier=verifier.name):
                    key, proof = written(text, "")
                    result = verifier(verifier.kinds[0], key, proof)
                    self.assertEqual(2, result.code, result)
                    self.assertFalse(result.crashed, result)

    def test_a_file_that_is_not_there_is_told(self):
        for verifier in verifiers()[:2]:
            result = verifier(verifier.kinds[0], folders()[0].key_file, scratch() / "nowhere")
            self.assertEqual(2, result.code)
