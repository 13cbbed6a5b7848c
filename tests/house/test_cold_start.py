"""`reattune --help` waits for no heavy library: what is imported is checked, not the time."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {"numpy", "polars", "numba", "lxml", "jinja2", "pandas", "scipy"}


def imported_after(code):
    probe = f"import sys\n{code}\nprint('|'.join(sorted(m for m in sys.modules if '.' not in m)))"
    result = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, check=True
    )
    return set(result.stdout.strip().splitlines()[-1].split("|"))


@pytest.mark.parametrize("command", [[], ["measure"], ["codes"], ["demo"], ["simulate"]])
def test_help_imports_nothing_heavy(command):
    arguments = [*command, "--help"]
    code = (
        "from reattune.cli.main import main\n"
        f"try:\n    main({arguments!r})\nexcept SystemExit:\n    pass"
    )
    assert not imported_after(code) & HEAVY


def test_importing_the_package_imports_nothing_heavy():
    assert not imported_after("import reattune") & HEAVY


def test_one_session_is_measured_without_a_compiler():
    assert "numba" not in imported_after("import reattune as rt\nrt.measure\nrt.read")
