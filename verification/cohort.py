"""A folder of 1,000 mixed files, 50 of them broken: 950 results and 50 named errors.

Run: ``uv run python verification/cohort.py [FILES]``. The files are made here: the two example
scenes with other times (ELAN, BORIS), simulated sessions, long tables, LENA files. Every twentieth
is damaged so that it cannot be read. Prints what `reattune measure` made of the folder and how long
it took; ends with 1 when anything but the damaged files failed.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import sys
import time
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

import reattune as rt
from reattune.cli.main import main as reattune

SCENES = files("reattune.cli") / "scenes"
EVERY = 20


def eaf(number: int) -> tuple[str, bytes]:
    text = (SCENES / "rattle.eaf").read_text(encoding="utf-8")
    later = re.sub(r'TIME_VALUE="(\d+)"', lambda m: f'TIME_VALUE="{int(m[1]) + number}"', text)
    return "eaf", later.encode()


def boris(number: int) -> tuple[str, bytes]:
    project = json.loads((SCENES / "angry-child.boris").read_text(encoding="utf-8"))
    for observation in project["observations"].values():
        observation["events"] = [
            [round(event[0] + number / 1000, 3), *event[1:]] for event in observation["events"]
        ]
    return "boris", json.dumps(project).encode()


def simulated(number: int) -> tuple[str, bytes]:
    session = rt.simulate(rt.Dyad(attunement=0.5), minutes=3, seed=number)
    with TemporaryDirectory() as folder:
        path = rt.write(session, Path(folder) / "s.session.json")
        return "session.json", path.read_bytes()


def table(number: int) -> tuple[str, bytes]:
    session = rt.simulate(rt.Dyad(attunement=0.6), minutes=2, seed=number)
    rows = ["onset_ms,offset_ms,person,track,code"]
    rows += [f"{e.onset},{e.offset},{e.person},{e.track},{e.code}" for e in session.events]
    return "csv", "\n".join(rows).encode()


def its(number: int) -> tuple[str, bytes]:
    labels = ("CHN", "FAN", "SIL", "NON")
    segments = "".join(
        f'<Segment spkr="{labels[(i + number) % 4]}" startTime="PT{2 * i}.00S" '
        f'endTime="PT{2 * i + 2}.00S"'
        + (
            f' startCry1="PT{2 * i}.20S" endCry1="PT{2 * i + 1}.90S"'
            if (i + number) % 8 == 0
            else ""
        )
        + "/>"
        for i in range(200)
    )
    return "its", (
        '<?xml version="1.0" encoding="UTF-8"?><ITS><ProcessingUnit><Recording num="1" '
        f'startTime="PT0.00S" endTime="PT400.00S">{segments}</Recording></ProcessingUnit></ITS>'
    ).encode()


KINDS = (eaf, boris, simulated, table, its)


def make(folder: Path, total: int) -> list[str]:
    """Write the files; return the names of the damaged ones."""
    damaged = []
    for number in range(total):
        suffix, content = KINDS[number % len(KINDS)](number)
        name = f"{number:04}.{suffix}"
        if number % EVERY == EVERY - 1 - (number // EVERY) % len(KINDS):
            content = content[: len(content) // 2].rsplit(b"\n", 1)[0] + b'\n"<&{'
            damaged.append(name)
        (folder / name).write_bytes(content)
    return damaged


def main() -> int:
    total = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with TemporaryDirectory() as place:
        folder = Path(place) / "study"
        folder.mkdir()
        damaged = make(folder, total)
        out, errors = io.StringIO(), io.StringIO()
        start = time.perf_counter()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors):
            code = reattune(["measure", str(folder), "-o", str(Path(place) / "out"), "--json"])
        seconds = time.perf_counter() - start
        summary = json.loads(out.getvalue())
    named = {Path(failure["path"]).name for failure in summary["failures"]}
    print(f"{total} files, {len(damaged)} of them damaged; exit code {code}, {seconds:.1f} s")
    print(f"sessions read: {len(summary['sessions'])}; errors: {len(summary['failures'])}")
    for name in sorted(named ^ set(damaged))[:20]:
        print(f"not as expected: {name}")
    for failure in summary["failures"][:5]:
        print(f"  {failure['message'][:160]}")
    return 0 if named == set(damaged) and len(summary["sessions"]) == total - len(damaged) else 1


if __name__ == "__main__":
    sys.exit(main())
