"""Tells what was measured: tables in Markdown, a plot beside them."""

import os
import platform
import subprocess
import sys


BEGIN = "<!-- measured by Tools/bench -->"
END = "<!-- end of what was measured -->"


def write(bench, path):
    """Prints, or replaces what stands between two marks of a file."""
    text = "\n".join(section for section in sections(bench) if section)
    if path is None:
        print(text)
        return
    before, after = f"{BEGIN}\n", f"{END}\n"
    if os.path.exists(path):
        with open(path) as file:
            known = file.read()
        before = known[: known.index(BEGIN) + len(BEGIN)] + "\n"
        after = known[known.index(END) :]
    with open(path, "w") as file:
        file.write(f"{before}\n{text}\n{after}")
    plot(bench, os.path.splitext(path)[0] + ".svg")
    print(f"bench: written to {path}", file=sys.stderr)


def sections(bench):
    yield machine(bench)
    yield bulk(bench)
    yield single(bench)
    yield replay(bench)
    yield reading(bench)
    yield growth(bench)
    yield beside(bench)


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def machine(bench):
    model = "unknown processor"
    with open("/proc/cpuinfo") as file:
        for line in file:
            if line.startswith("model name"):
                model = line.split(":")[1].strip()
                break
    with open("/proc/meminfo") as file:
        memory = int(file.readline().split()[1]) // 1_000_000
    commit = subprocess.run(
        ["git", "-C", os.path.dirname(__file__), "rev-parse", "--short", "HEAD"],
        capture_output=True, text=True,
    ).stdout.strip()
    options = bench.options
    return (
        f"{os.cpu_count()} cores of {model}, {memory} GB, Linux {platform.release()}; commit {commit}; "
        f"`Tools/bench --orders {options.orders} --seed {options.seed} --runs {options.runs}`. "
        f"{bench.count:,} deliveries of {bench.size / bench.count / 1000:.2f} KB, of "
        f"{options.orders:,} simulated orders.\n"
    )


def bulk(bench):
    ours = bench.bulk["OrderLedger, everything on"]
    rows = []
    for name, measured in bench.bulk.items():
        low, high = measured.spread
        rows.append(
            [name, f"{measured.rate:,.0f}", f"{measured.rate / ours.rate:.2f}", f"{low:+d} … {high:+d} %"]
        )
    return (
        "## Bulk load\n\n" + table(["", "per second", "against ours", "spread of runs"], rows)
        + f"\nOurs used {bench.cores:.1f} cores and {bench.memory:.0f} MB at most besides mapped files, and "
        f"took {bench.bytes / bench.count / 1000:.2f} KB of disk for each delivery.\n"
    )


def single(bench):
    rows = []

    def milliseconds(measured):
        if isinstance(measured, dict):
            return measured["median_ms"], measured["p99_ms"]
        return measured.median * 1000, measured.p99 * 1000

    ours = milliseconds(bench.single["append, the whole ledger"])[0]
    for name, measured in bench.single.items():
        median, p99 = milliseconds(measured)
        rows.append([name, f"{median:.2f}", f"{p99:.1f}", f"{1000 / median:,.0f}", f"{ours / median:.2f}"])
    return "## Single durable appends, one caller\n\n" + table(
        ["", "median, ms", "99th, ms", "per second", "against ours"], rows
    )


def replay(bench):
    rows = []
    for name, told in bench.read.items():
        if not (name.startswith("replay") or name == "refold") or name.endswith("found"):
            continue
        note = bench.read.get(f"{name}: found", {}).get("note", "")
        rate = told["count"] / told["median_ms"] / 1000
        rows.append([name, f"{told['median_ms']:,.0f}", f"{rate:.1f}", note])
    for name, measured in bench.folds.items():
        rows.append(
            [name, f"{measured.median * 1000:,.0f}", f"{measured.rate / 1e6:.2f}",
             f"{measured.count:,} claims"]
        )
    text = "## Replay\n\n" + table(["", "ms", "million a second", ""], rows)
    if bench.folds:
        words, orders = bench.agreed
        text += (
            f"\nBoth answers agree where both can: `{words}` in {orders} orders. What DuckDB folds are "
            "claims that the ledger has read already, and of them the last of each system and facet.\n"
        )
    return text


def reading(bench):
    rows = [
        [name, f"{bench.read[name]['median_ms']:.2f}", f"{bench.read[name]['p99_ms']:.2f}"]
        for name in ("open", "order", "trace")
    ]
    return "## Opening and reading, in process\n\n" + table(["", "median, ms", "99th, ms"], rows)


def growth(bench):
    if not bench.growth:
        return ""
    ours = bench.bulk["OrderLedger, everything on"]
    measured = [(bench.count, ours.rate, bench.memory, bench.read)]
    measured += [(count, count / run.seconds, max(run.memory), read) for count, run, read in bench.growth]
    rows = []
    for count, rate, memory, read in sorted(measured, key=lambda row: row[0]):
        everything = read["replay, everything touched"]
        rows.append(
            [
                f"{count:,}", f"{rate:,.0f}", f"{memory:.0f}", f"{read['open']['median_ms']:.0f}",
                f"{read['trace']['median_ms']:.2f}",
                f"{read['replay, one mapping row']['median_ms']:.0f}",
                read["replay, one mapping row: found"]["note"].split()[0],
                f"{everything['count'] / everything['median_ms'] / 1000:.2f}",
            ]
        )
    head = [
        "deliveries", "loaded a second", "MB", "open, ms", "trace, ms", "one row, ms", "orders changed",
        "everything, million items a second",
    ]
    return "## Growth\n\n" + table(head, rows)


def beside(bench):
    if not bench.versions:
        return ""
    rows = [[name, version, sync] for name, (version, sync) in bench.versions.items()]
    return "## Beside it\n\n" + table(["", "version", "durability"], rows)


def plot(bench, path):
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "orderledger"
    from matplotlib import pyplot

    rates = {name: measured.rate for name, measured in bench.bulk.items()}
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(11, 3.6), constrained_layout=True)
    bars(left, rates, "loaded, deliveries or claims a second")
    single = {}
    for name, measured in bench.single.items():
        median = measured["median_ms"] if isinstance(measured, dict) else measured.median * 1000
        single[name.replace("append, ", "")] = 1000 / median
    bars(right, single, "single durable appends a second")
    figure.savefig(path, metadata={"Date": None})


def bars(axes, values, title):
    names = list(values)[::-1]
    colours = ["#2b6cb0" if "edger" in name else "#a0aec0" for name in names]
    axes.barh(names, [values[name] for name in names], color=colours)
    axes.set_title(title, fontsize=9)
    axes.tick_params(labelsize=8)
    axes.spines[["top", "right"]].set_visible(False)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
