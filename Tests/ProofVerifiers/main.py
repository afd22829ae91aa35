"""Holds the verifiers of proofs against what is right, and against all ways to tamper with it.

Without --proofs, ledgers are made from seeds. With it, the files of a real one are tampered with:

  DIR/key                        vkeys that are trusted, one a line
  DIR/checkpoint-*               checkpoints; those that consistency proofs begin at are among them
  DIR/*.tlog-proof               proofs of events
  DIR/*.consistency              proofs of consistency
  DIR/*.order-proof.json         proofs of orders
  DIR/tiles/                     an export of tiles

--program runs another verifier on the same cases, by templates such as
`order=orderledger verify --proof {file} --key {key}`, of the kinds order, event, checkpoint,
consistency ({old} is the older checkpoint) and tiles ({file} is the folder); {keys} is the file of
vkeys. It must end with 0 where a proof is right, else with 1 or 2.

--write writes the made files to DIR/retailer-1 and so on, as above, and ends.
"""

import argparse
import pathlib
import sys
import unittest

import settings


def table():
    """What was tried, as rows of Markdown."""
    kinds = {}
    for (kind, name), (count, sentences) in settings.tried.items():
        kinds.setdefault(kind, []).append((name, count, sentences))
    lines = []
    for kind, rows in kinds.items():
        lines += ["", f"{kind}:", "", "| tampering | tries | refused with |", "|---|---|---|"]
        for name, count, sentences in rows:
            sentence = next(iter(sentences.values()))
            for noise in ('{"valid": false, "reason": "', "refused: "):
                sentence = sentence.removeprefix(noise)
            lines.append(f"| {name} | {count} | {sentence.removesuffix(chr(34) + '}')[:110]} |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(
        prog="Tools/check-proof-verifiers", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--proofs", action="append", default=[], metavar="DIR")
    parser.add_argument("--program", action="append", default=[], metavar="KIND=COMMAND")
    parser.add_argument("--seeds", type=int, default=3, metavar="N", help="how many; 3")
    parser.add_argument("--first", type=int, default=1, metavar="SEED", help="the first seed; 1")
    parser.add_argument("--thorough", action="store_true",
                        help="each order proof also by a process of its own")
    parser.add_argument("--write", metavar="DIR")
    parser.add_argument("--table", action="store_true", help="print each tampering and its refusal")
    parser.add_argument("--only", metavar="TEXT", help="tests whose name holds this")
    options = parser.parse_args()
    settings.binary = options.binary
    settings.folders = options.proofs
    settings.programs = options.program
    settings.thorough = options.thorough
    settings.seeds = range(options.first, options.first + options.seeds)

    import checking
    import test_accepting
    import test_tampering

    if options.write:
        for folder in checking.made_folders(pathlib.Path(options.write)):
            print(folder.path)
        return 0
    loader = unittest.TestLoader()
    loader.testNamePatterns = [f"*{options.only}*"] if options.only else None
    suite = unittest.TestSuite(map(loader.loadTestsFromModule, (test_accepting, test_tampering)))
    print(f"seeds {options.first} to {options.first + options.seeds - 1}", flush=True)
    result = unittest.TextTestRunner(verbosity=2).run(suite)
    if options.table:
        print(table())
    tries = sum(count for count, _ in settings.tried.values())
    print(f"{len(settings.tried)} kinds of tampering, tried {tries} times")
    return 0 if result.wasSuccessful() and result.testsRun else 1


if __name__ == "__main__":
    sys.exit(main())
