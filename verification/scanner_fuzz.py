"""Let a coverage-guided fuzzer (atheris) look for a file that the byte scanners read otherwise.

Run: ``uv run --with atheris python verification/scanner_fuzz.py elan|lena FOLDER -runs=200000``.
FOLDER holds files to begin from; what follows goes to libFuzzer. Each input is read twice, by the
byte scanner with the XML parser behind it and by the XML parser alone. It stops at the first
difference, and at any exception but ``FormatError``; the input is kept in the folder.
"""

from __future__ import annotations

import sys
from types import ModuleType

import atheris

with atheris.instrument_imports(include=["reattune.formats"]):
    from reattune.formats import Raw, elan, elan_scan, lena, lena_scan

from reattune.errors import FormatError

SCANNERS = {"elan": (elan, elan_scan), "lena": (lena, lena_scan)}
taken = 0
tried = 0


def outcome(module: ModuleType, raw: Raw) -> object:
    try:
        return module.parse(raw)
    except FormatError as problem:
        return str(problem)


def both_ways(module: ModuleType, scanner: ModuleType, content: bytes) -> None:
    global taken, tried  # noqa: PLW0603 (counted over all calls of the fuzzer)
    raw = Raw("fuzzed", content)
    tried += 1
    taken += scanner.scan(raw) is not None
    fast = outcome(module, raw)
    module.scan = lambda _: None
    slow = outcome(module, raw)
    module.scan = scanner.scan
    if fast != slow:
        raise AssertionError(f"scanner: {fast}\nparser: {slow}")
    if tried % 10_000 == 0:
        print(f"{tried} inputs, {taken} of them read by the scanner", flush=True)


def main() -> None:
    if len(sys.argv) < 3 or sys.argv[1] not in SCANNERS:
        sys.exit(__doc__)
    module, scanner = SCANNERS[sys.argv.pop(1)]
    atheris.Setup(sys.argv, lambda content: both_ways(module, scanner, content))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
