"""Arguments and files that are wrong in any way: the program says so, and ends as its documentation says."""

import pathlib
import shutil

from program import DOCUMENTED, Acknowledged, Wrong
from scenario import make_ledger, two_orders

# Texts that stand where a value belongs.
ODD = [
    "", " ", "-", "--", "-1", "0", "1", "9" * 30, "18446744073709551615", "18446744073709551616", "1e9",
    "NaN", "∞", "é", "\U0001f600", "\u202e", "a" * 70_000, "/dev/null", "/", ".", "..", "no/such/file",
    "@", "@0", "@-1", "@99999999999999999999", "@1.70000", "=", "a=b", "a/b/c=", "a/b/c=d", "@active",
    "@shipped", "2026-02-30T00:00:00Z", "2026-01-01T00:00:00Z", "0001-01-01T00:00:00Z",
    "999999-01-01T00:00:00Z", "2026-01-01T00:00:60+99:99", "5h", "-5h", "99999999999999999999h", "%s%n",
    "\x1b[31m", "{", "[]", "\\", "*", "a\nb", "'\"",
]


def arguments(bench, program):
    """Commands as they are used, from which wrong ones are made."""
    first, second = two_orders(program, 0)
    same, folds, _ = bench.rulebooks.all
    folder, proof = bench.scratch / "deliveries" / "arguments", bench.scratch / "none"
    return [
        ["status"], ["status", first], ["status", "--facet", "payment", "--state", "captured"],
        ["status", "--limit", "5", "--after", first], ["trace", first], ["trace", first, "--raw"],
        ["trace", first, "--as-of", "2026-03-02T12:00:00Z"], ["mismatches", "--older-than", "2h"],
        ["mismatches", "--pattern", "x", "--json"], ["quarantine", "list", "--limit", "3"],
        ["quarantine", "show", "12"], ["quarantine", "retry", "--rules", str(folds)], ["held"],
        ["unlinked"], ["channels", "--silent-for", "2h"], ["rules", "diff", str(same), str(folds)],
        ["rules", "check", str(folds)], ["rules", "doc", "@active"], ["rules", "history"],
        ["replay", "--rules", str(folds), "--max", "changed=3"], ["replay", "--rules", str(folds), "--where", "facet=x"],
        ["replay", "--rules", str(folds), "--from", "10", "--to", "40", "--as-of", "60"],
        ["replay", "explain", first, "--rules", str(folds)], ["rules", "approve", "12", "--by", "x"],
        ["rules", "promote", str(folds), "--report", "31d0cf57d9f0"], ["join", first, second, "--reason", "x"],
        ["separate", "shopify/order/name=#1001", "--reason", "x"], ["separate", "--join", "20", "--reason", "x"],
        ["ingest", "--channel", "x", "--kind", "shopify", str(folder)], ["checkpoint", "--size", "100"],
        ["proof", "event", "12"], ["proof", "order", first], ["proof", "consistency", "3", "50"],
        ["verify", "--proof", str(proof), "--proves", "event"], ["verify", "--quick"], ["doctor"],
        ["stats", "--json"], ["keys", "show", "--current"], ["help", "trace"], ["init", "--begin", "2020-01-01T00:00:00Z"],
    ]


def mutated(random, words):
    """Words with some of them left out, doubled, swapped, replaced or damaged."""
    words = list(words)
    for _ in range(random.randint(1, 3)):
        place = random.randrange(len(words)) if words else 0
        match random.randrange(7):
            case 0 if words:
                del words[place]
            case 1 if words:
                words.insert(place, words[place])
            case 2 if words:
                other = random.randrange(len(words))
                words[place], words[other] = words[other], words[place]
            case 3 if words and words[place]:
                at = random.randrange(len(words[place]))
                words[place] = words[place][:at] + random.choice(ODD)[:50] + words[place][at + 1:]
            case 4:
                words.insert(place, random.choice(
                    ["--json", "--limit", "--as-of", "--reason", "--ledger", "--help", "--by", "--",
                     "--rules", "--key", "--out", "--nothing"]))
            case _ if words:
                words[place] = random.choice(ODD)
    # A nul byte cannot be an argument.
    return [word.replace("\0", "") for word in words]


def run_arguments(bench, count):
    program = bench.program(bench.scratch / "ledger")
    folder, _ = bench.deliveries.window("arguments", files=8)
    accepted = Acknowledged()
    accepted.take(make_ledger(program, folder)[1])
    known = arguments(bench, program)
    place = bench.scratch / "inputs"
    place.mkdir()
    ended = {}
    while bench.tally.faults < count and bench.has_time:
        words = mutated(bench.random, bench.random.choice(known))
        result = program.run_in(place, *words)
        ended[result.code] = ended.get(result.code, 0) + 1
        bench.tally.faults += 1
        if result.code not in DOCUMENTED:
            raise Wrong(f"{words!r}: {result}")
    accepted.check(program, folder)
    bench.tally.acknowledged += len(accepted)
    program.verify()
    bench.note("exit codes " + ", ".join(f"{code}: {n}" for code, n in sorted(ended.items())))


def damaged(random, data, others):
    """Bytes with some of them altered, cut off, doubled, or put in from another file."""
    data = bytearray(data)
    for _ in range(random.randint(1, 4)):
        at = random.randrange(len(data) + 1)
        end = min(len(data), at + random.randint(1, 60))
        match random.randrange(8):
            case 0 if data:
                data[at % len(data)] ^= 1 << random.randrange(8)
            case 1:
                del data[at:end]
            case 2:
                data[at:at] = data[at:end]
            case 3:
                data[at:at] = bytes(random.randrange(256) for _ in range(random.randint(1, 9)))
            case 4:
                other = random.choice(others)
                start = random.randrange(len(other) + 1)
                data[at:end] = other[start:start + random.randint(1, 200)]
            case 5:
                del data[at:]
            case 6:
                data[at:end] = random.choice(ODD).encode()[:200]
            case _:
                data[at:at] = random.choice([b"\n", b"[" * 3000, b"{\"a\":" * 600, b"\0", b"\xff\xfe", b"- ", b": "])
    return bytes(data)


def run_files(bench, count):
    """Every kind of file that the program reads from others, damaged."""
    program = bench.program(bench.scratch / "ledger")
    folder, _ = bench.deliveries.window("files", files=8)
    accepted = Acknowledged()
    accepted.take(make_ledger(program, folder)[1])
    program.need("checkpoint", "--anew")
    kinds = file_kinds(bench, program)
    bad = bench.scratch / "bad"
    everything = [path.read_bytes() for path, _ in kinds]
    ended = {}
    while bench.tally.faults < count and bench.has_time:
        path, command = bench.random.choice(kinds)
        data = damaged(bench.random, path.read_bytes(), everything)
        words = command(bad, path, data)
        result = program.run(*words)
        bench.tally.faults += 1
        ended[result.code] = ended.get(result.code, 0) + 1
        if result.code not in DOCUMENTED:
            kept = bench.scratch / f"wrong-{path.name}"
            kept.write_bytes(data)
            raise Wrong(f"{words!r} with {kept} in place of {path}: {result}")
    accepted.check(program, folder)
    bench.tally.acknowledged += len(accepted)
    program.verify()
    bench.note("exit codes " + ", ".join(f"{code}: {n}" for code, n in sorted(ended.items())))


def file_kinds(bench, program):
    """A sound file of each kind, and how the program is told to read a damaged one in its place."""
    same, folds, _ = bench.rulebooks.all
    proofs = bench.scratch / "proofs"
    proofs.mkdir()
    first, _ = two_orders(program, 0)
    sizes = sorted(int(path.name) for path in (program.ledger / "checkpoints").iterdir())
    program.need("proof", "event", "12", "--out", proofs / "event")
    program.need("proof", "order", first, "--bodies", "--out", proofs / "order")
    program.need("proof", "consistency", sizes[0], "--out", proofs / "consistency")
    for name, words in [("checkpoint", ["checkpoint"]), ("key", ["keys", "show", "--current"])]:
        (proofs / name).write_text(program.need(*words).output)
    (proofs / "older").write_bytes((program.ledger / "checkpoints" / f"{sizes[0]:020}").read_bytes())
    (proofs / "policy.yaml").write_text(
        "limits: { changed: 10, opened: 2 }\nforbid:\n  - { facet: payment, from: captured }\n"
        "approvals: 1\nexpect:\n  - { facet: payment }\n")
    (proofs / "secrets.json").write_text(
        '{"shopify": ["one", "two"], "ebay": {"secret": "x", "key_id": "9936261a", "allow_sha1": true}}')
    deliveries = sorted((bench.scratch / "deliveries" / "files").iterdir())[0]
    key = proofs / "key"

    def plain(*words):
        def command(bad, path, data):
            bad.write_bytes(data)
            bad.chmod(0o600)
            return [str(bad) if word is None else str(word) for word in words]
        return command

    def in_rulebook(bad, path, data):
        place = bad.parent / "bad-rulebook"
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(same, place)
        (place / path.relative_to(same)).write_bytes(data)
        return ["rules", "check", str(place)]

    kinds = [
        (proofs / "event", plain("verify", "--proof", None, "--key", key)),
        (proofs / "order", plain("verify", "--proof", None, "--key", key)),
        (proofs / "consistency", plain(
            "verify", "--proof", None, "--key", key, "--older", proofs / "older")),
        (proofs / "older", plain(
            "verify", "--proof", proofs / "consistency", "--key", key, "--older", None)),
        (proofs / "checkpoint", plain("verify", "--proof", None, "--key", key)),
        (proofs / "checkpoint", plain("checkpoint", "--cosignature", None)),
        (proofs / "key", plain("verify", "--proof", proofs / "event", "--key", None)),
        (proofs / "policy.yaml", plain("replay", "--rules", folds, "--policy", None)),
        (proofs / "secrets.json", plain("channels", "--secrets", None)),
        (deliveries, plain("ingest", "--channel", "auto", None)),
        (deliveries, plain("ingest", "--channel", "shopify", None)),
    ]
    kinds += [(path, in_rulebook) for path in sorted(pathlib.Path(same).rglob("*.yaml"))]
    for payload in bench.deliveries.payloads:
        kinds.append((payload, plain("ingest", "--channel", "stripe", None)))
    return kinds
