#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Put the results of a run into docs/measures.json and the tables of docs/MEASURES.md."""

import datetime
import json
import os
import pathlib
import platform
import re
import subprocess
import sys

BEGIN = "<!-- measures: begin -->"
END = "<!-- measures: end -->"
FIELDS = ("id", "value", "unit", "goal", "verdict", "low", "high", "sample", "command")
WORDS = {"of-nginx": "× nginx", "of-memory": "× in memory", "of-a-write": "× a write",
         "of-the-file": "× the file", "of-few": "× of few", "share": "of 1"}


def order(identifier):
    letter, number, rest = re.fullmatch(r"([ALPR])(\d+)(.*)", identifier).groups()
    return letter, int(number), rest


def git(root, *words):
    return subprocess.run(("git", "-C", root) + words, capture_output=True, text=True).stdout.strip()


def commit_of(root):
    """What was measured; a plus says that files differ from the commit."""
    changed = git(root, "status", "--porcelain", "--untracked-files=no", "--", ":!docs")
    return git(root, "rev-parse", "--short=12", "HEAD") + ("+" if changed else "")


def read_results(path, root, file_system):
    """Never a path or the name of a machine: only what kind it is."""
    kernel = ".".join(platform.release().split(".")[:2])
    common = {
        "commit": commit_of(root),
        "date": datetime.datetime.now(datetime.timezone.utc).date().isoformat(),
        "machine": f"{os.cpu_count()} cores {platform.machine()}, {platform.system()} {kernel},"
        f" {file_system}",
    }
    for line in pathlib.Path(path).read_text().splitlines():
        row = dict(zip(FIELDS, line.split("\t"), strict=True))
        yield {
            "id": row["id"],
            "value": float(row["value"]),
            "unit": row["unit"],
            "interval": [float(row["low"]), float(row["high"])],
            "sample": int(row["sample"]),
            "goal": row["goal"],
            "verdict": row["verdict"],
            "command": row["command"],
            **common,
        }


def number(value):
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:g}"


def table(measures):
    rows = ["| id | value | lowest to highest | goal | verdict | sample | commit | date |",
            "|---|---|---|---|---|---|---|---|"]
    for one in measures:
        unit = WORDS.get(one["unit"], one["unit"].replace("us/", "µs/").replace("-", " "))
        low, high = map(number, one["interval"])
        verdict = "" if one["goal"] == "reported" else one["verdict"]
        goal = re.sub(r"^([<>]=)", r"\1 ", one["goal"])
        rows.append(f"| {one['id']} | {number(one['value'])} {unit} | {low} to {high} | {goal} |"
                    f" {verdict} | {one['sample']:,} | {one['commit']} | {one['date']} |")
    machines = sorted({one["machine"] for one in measures})
    rows += ["", "Value: the median of the rounds; beside it the lowest and highest round. A plus"
             " behind a commit: with changes that it does not hold yet.",
             "Machine: " + "; ".join(machines) + ", shared with other work."]
    return "\n".join(rows)


def main():
    results, root, file_system = sys.argv[1:]
    data = pathlib.Path(root, "docs", "measures.json")
    page = pathlib.Path(root, "docs", "MEASURES.md")
    kept = json.loads(data.read_text())["measures"] if data.exists() else []
    fresh = list(read_results(results, root, file_system))
    taken = {one["id"].split("-")[0] for one in fresh}
    # A measure that was taken again replaces all its lines.
    kept = [one for one in kept if one["id"].split("-")[0] not in taken]
    measures = sorted(kept + fresh, key=lambda one: order(one["id"]))
    data.write_text(json.dumps({"measures": measures}, indent=2) + "\n")
    before, rest = page.read_text().split(BEGIN)
    after = rest.split(END)[1]
    page.write_text(f"{before}{BEGIN}\n{table(measures)}\n{END}{after}")


if __name__ == "__main__":
    main()
