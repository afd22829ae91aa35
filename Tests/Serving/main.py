"""Checks of the server that need a process of its own: kills, shutdowns, hostile clients."""

import argparse
import sys
import tempfile

import disk
import endings
import hostile
import idle

KINDS = ["kill", "end", "disk", "hostile", "idle"]


def main():
    parser = argparse.ArgumentParser(
        description="Kills and ends the server under load, and sends it what no honest client sends."
    )
    parser.add_argument("--binary", required=True)
    parser.add_argument("--kind", choices=KINDS, action="append")
    parser.add_argument("--rounds", type=int, default=5, help="of kills, of ends and of failing disks")
    parser.add_argument("--seconds", type=float, default=2, help="of load in a round, at most")
    parser.add_argument("--connections", type=int, default=32, help="of the load")
    parser.add_argument("--idle", type=int, default=10_000, help="idle connections")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    kinds = arguments.kind or KINDS
    failures = []
    with tempfile.TemporaryDirectory(prefix="check-server-") as folder:
        if "kill" in kinds:
            failures += endings.kills(arguments, folder)
        if "end" in kinds:
            failures += endings.shutdowns(arguments, folder)
        if "disk" in kinds:
            failures += disk.run(arguments, folder)
        if "hostile" in kinds:
            failures += hostile.run(arguments, folder)
        if "idle" in kinds:
            failures += idle.run(arguments, folder)
    for failure in failures:
        print(f"FAILED: {failure}")
    print("failed" if failures else "passed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
