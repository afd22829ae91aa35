"""What was acknowledged is there after a kill, and after an orderly end."""

import base64
import json
import random

from load import Load
from served import Server


def body_of(entry):
    if "body_base64" in entry:
        return json.loads(base64.b64decode(entry["body_base64"]))
    body = entry.get("body")
    return json.loads(body) if isinstance(body, str) else body


def compare(server, acknowledged):
    """Failures where the log does not have, at its position, what was acknowledged."""
    kept = {}
    for entry in server.entries():
        if entry.get("channel") == "hop" and entry.get("position") is not None:
            body = body_of(entry)
            if body:
                kept[entry["position"]] = body["n"]
    return [
        f"{identifier} was acknowledged at {position}, where the log has {kept.get(position)}"
        for identifier, position in acknowledged.items() if kept.get(position) != identifier
    ]


def verified(server):
    text = server.command("verify", check=False)
    return [] if "Everything agrees with the log." in text else [f"verify: {text[-500:]}"]


def kills(arguments, folder):
    chance = random.Random(arguments.seed)
    server = Server(arguments.binary, folder, "killed")
    acknowledged, unanswered = {}, 0
    for number in range(arguments.rounds):
        server.start()
        load = Load(server, arguments.connections, f"kill-{arguments.seed}-{number}")
        load.start()
        load.wait_for(chance.randrange(1, 2_000), arguments.seconds)
        server.kill()
        load.join()
        acknowledged.update(load.acknowledged)
        unanswered += len(load.unanswered)
    failures = compare(server, acknowledged) + verified(server)
    print(
        f"kill -9 under load: {arguments.rounds} kills, {len(acknowledged)} acknowledged, "
        f"{unanswered} unanswered, {len(failures)} lost")
    return failures if acknowledged else ["nothing was acknowledged before the kills"]


def shutdowns(arguments, folder):
    chance = random.Random(arguments.seed)
    server = Server(arguments.binary, folder, "ended")
    acknowledged, unanswered, failures = {}, 0, []
    for number in range(arguments.rounds):
        server.start()
        load = Load(server, arguments.connections, f"end-{arguments.seed}-{number}")
        load.start()
        load.wait_for(chance.randrange(1, 2_000), arguments.seconds)
        code = server.end()
        if code != 0:
            failures.append(f"the server ended with {code}")
        load.join()
        acknowledged.update(load.acknowledged)
        unanswered += len(load.unanswered)
        # What was taken was answered: nothing of this round is in the log that nobody was told of.
        told = set(load.acknowledged)
        kept = {
            body["n"] for body in map(body_of, server.entries())
            if body and str(body.get("n", "")).startswith(f"end-{arguments.seed}-{number}-")
        }
        failures += [f"{name} was taken and not answered" for name in sorted(kept - told)]
    failures += compare(server, acknowledged) + verified(server)
    print(
        f"SIGTERM under load: {arguments.rounds} ends, {len(acknowledged)} acknowledged, "
        f"{unanswered} cut off before they were taken, {len(failures)} failures")
    return failures if acknowledged else ["nothing was acknowledged before the ends"]
