"""Damage real files in every way and read them: a coding, or one FormatError; never anything else.

Run: ``uv run python verification/fuzz.py FOLDER --rounds 10000 [--format elan ...]``. It prints,
for each format, how many damaged copies were read and how many refused, and the slowest one. Any
other exception, or more than 5 s for one copy, is printed with the seed that makes it again.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
import traceback
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from reattune.errors import FormatError
from reattune.formats import FORMATS, Raw, load

LIMIT_S = 5.0
LARGEST = 60_000
"""Larger files are cut to their first bytes after a line end, so that rounds stay quick."""
STATED = {
    "frames": {"person": "child", "fps": "30"},
    "icatcher": {"fps": "30"},
}
NUMBER = re.compile(rb"\d+(?:\.\d+)?")
Damage = Callable[[bytes, random.Random], bytes]


def cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(1, len(content))]


def flip(content: bytes, chance: random.Random) -> bytes:
    made = bytearray(content)
    for _ in range(chance.randrange(1, 8)):
        made[chance.randrange(len(made))] = chance.randrange(256)
    return bytes(made)


def double(content: bytes, chance: random.Random) -> bytes:
    at, to = sorted(chance.randrange(len(content)) for _ in range(2))
    return content[:to] + content[at:to] + content[to:]


def reorder(content: bytes, chance: random.Random) -> bytes:
    lines = content.split(b"\n")
    for _ in range(chance.randrange(1, 6)):
        a, b = chance.randrange(len(lines)), chance.randrange(len(lines))
        lines[a], lines[b] = lines[b], lines[a]
    return b"\n".join(lines)


def swap_columns(content: bytes, chance: random.Random) -> bytes:
    mark = chance.choice([b",", b"\t", b";"])
    rows = [line.split(mark) for line in content.split(b"\n")]
    width = max(map(len, rows))
    a, b = chance.randrange(width), chance.randrange(width)
    for row in rows:
        if max(a, b) < len(row):
            row[a], row[b] = row[b], row[a]
    return b"\n".join(mark.join(row) for row in rows)


def numbers(content: bytes, chance: random.Random) -> bytes:
    odd = [b"1e308", b"-1", b"NaN", b"inf", b"9" * 40, b"1,5", b"0x1F", b"", b"1.2.3", b"\xd9\xa3"]
    found = list(NUMBER.finditer(content))
    if not found:
        return flip(content, chance)
    hit = chance.choice(found)
    return content[: hit.start()] + chance.choice(odd) + content[hit.end() :]


def locale(content: bytes, chance: random.Random) -> bytes:
    kind = chance.randrange(4)
    if kind == 0:
        return content.replace(b".", b",")
    if kind == 1:
        return content.replace(b",", b";")
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return flip(content, chance)
    return text.encode("utf-16" if kind == 2 else "latin-1", errors="replace")


def insert(content: bytes, chance: random.Random) -> bytes:
    odd = [
        b"\x00",
        b"\r",
        b'"',
        b"<",
        b"&",
        b"\n\n",
        b"\xff",
        b"]]>",
        b"{",
        b"\x15",
        b"\xe2\x80\xa8",
    ]
    at = chance.randrange(len(content))
    return content[:at] + chance.choice(odd) * chance.randrange(1, 4) + content[at:]


DAMAGES: tuple[Damage, ...] = (
    cut,
    flip,
    double,
    reorder,
    swap_columns,
    numbers,
    locale,
    insert,
)


def collect(folder: Path) -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = defaultdict(list)
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.name in {"README.md", "MANIFEST.tsv"}:
            continue
        try:
            found[load(path)[0].source.format].append(path)
        except FormatError:
            for id, options in STATED.items():
                try:
                    load(path, format=id, options=options)
                    found[id].append(path)
                except FormatError:
                    continue
    return found


def whole_lines(content: bytes) -> bytes:
    """Cut large files after a line; XML and archives would only be refused when cut."""
    if len(content) <= LARGEST or content.startswith((b"PK", b"<", b"\xef\xbb\xbf<")):
        return content
    return content[: content.rfind(b"\n", 0, LARGEST) + 1] or content[:LARGEST]


def fuzz(id: str, paths: list[Path], rounds: int, seed: int) -> tuple[int, int, float, int]:
    """Return (read, refused, slowest in seconds, defects)."""
    chance = random.Random(f"{id} {seed}")
    paths = [path for path in paths if path.stat().st_size < 400_000] or paths
    contents = [whole_lines(path.read_bytes()) for path in paths]
    read = refused = defects = 0
    slowest = 0.0
    options = STATED.get(id, {})
    for number in range(rounds):
        which = chance.randrange(len(paths))
        made = contents[which]
        for _ in range(chance.choice([1, 1, 2])):
            made = chance.choice(DAMAGES)(made, chance) if len(made) > 2 else made
        raw = Raw(str(paths[which]), made, options)
        start = time.perf_counter()
        try:
            FORMATS[id].parse(raw)
            read += 1
        except FormatError:
            refused += 1
        except Exception:
            defects += 1
            print(f"{id}, seed {seed}, round {number}, {paths[which].name}:", file=sys.stderr)
            traceback.print_exc(limit=-2)
        spent = time.perf_counter() - start
        slowest = max(slowest, spent)
        if spent > LIMIT_S:
            defects += 1
            print(f"{id}, seed {seed}, round {number}: {spent:.1f} s", file=sys.stderr)
    return read, refused, slowest, defects


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--format", action="append")
    given = parser.parse_args()
    total = 0
    print("| format | real files | damaged | read | refused | slowest, s | defects |")
    print("|---|---|---|---|---|---|---|")
    for id, paths in sorted(collect(given.folder).items()):
        if given.format and id not in given.format:
            continue
        read, refused, slowest, defects = fuzz(id, paths, given.rounds, given.seed)
        total += defects
        cells = (id, len(paths), given.rounds, read, refused, f"{slowest:.2f}", defects)
        print("| " + " | ".join(map(str, cells)) + " |", flush=True)
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main())
