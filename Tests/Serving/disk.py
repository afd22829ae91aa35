"""A disk that fails under load: the server says so and ends, and started again it has all that it
acknowledged."""

import os
import random
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "Faults"))

from endings import compare, verified  # noqa: E402
from load import Load  # noqa: E402
from served import Server  # noqa: E402
from shim import Shim  # noqa: E402

# sysexits.h has it for an I/O error: EX_IOERR.
ENDED = 74


def run(arguments, folder):
    chance = random.Random(arguments.seed)
    shim = Shim(folder)
    server = Server(arguments.binary, folder, "failing")
    acknowledged, refused, failures = {}, {}, []
    for number in range(arguments.rounds):
        kind = chance.choice(["lost", "kept", "short"])
        server.start(shim.environment(
            server.ledger, do=kind, at=chance.randrange(300, 1_500), until=0))
        load = Load(server, arguments.connections, f"disk-{arguments.seed}-{number}")
        load.start()
        try:
            code = server.process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            server.kill()
            code = None
        load.join()
        if code != ENDED:
            failures.append(
                f"{kind}: the server ended with {code} in place of {ENDED}: {server.last_words()}")
        acknowledged.update(load.acknowledged)
        for status, count in load.refused.items():
            refused[status] = refused.get(status, 0) + count
            if status != 503:
                failures.append(f"{kind}: {count} answers were {status} in place of 503")
        server.start()
        if not server.answers():
            failures.append(f"{kind}: started again, the server takes nothing")
        if server.end() != 0:
            failures.append(f"{kind}: started again, the server does not end as it should")
    failures += compare(server, acknowledged) + verified(server)
    print(
        f"I/O errors under load: {arguments.rounds} disks, {len(acknowledged)} acknowledged, "
        f"{sum(refused.values())} refused, {len(failures)} failures")
    return failures if acknowledged else ["nothing was acknowledged before the disk failed"]
