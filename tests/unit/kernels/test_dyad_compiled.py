"""The compiled loop is kept on disk: a second process loads it instead of compiling again."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from reattune.kernels.dyad_compiled import compiled_run

PROBE = (
    "from reattune.kernels.dyad_compiled import compiled_run\n"
    "print(sum(compiled_run().stats.cache_hits.values()))"
)

LOOK = """
import re
from reattune.kernels.dyad_compiled import compiled_run
(text,) = compiled_run().inspect_llvm().values()
for body in re.findall("^define .*?^}", text, re.M | re.S):
    name = re.search('@"?([^"(]+)', body)[1]
    if "@NRT_incref(" in body and "kernels" in name and "dyad_compiled" not in name:
        print(name)
"""


def test_a_second_process_finds_the_first_ones_code():
    """One signature, so one hit; a miss would cost each run some seconds."""
    assert len(compiled_run().signatures) == 1
    result = subprocess.run(
        [sys.executable, "-c", PROBE], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "1"


@pytest.mark.slow
def test_no_reference_is_counted_in_what_runs_at_every_step(tmp_path):
    """Arrays handed through helpers would cost some six-fold: only set-up may count them.

    Compiled afresh in a process of its own: code from the cache cannot be looked at.
    """
    result = subprocess.run(
        [sys.executable, "-c", LOOK],
        env={**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    counting = result.stdout.split()
    assert counting, "set-up counts some: else the probe sees nothing"
    once_a_sitting = ("4dyad6_entry", "4dyad4live", "4dyad3sit")
    assert [n for n in counting if not any(part in n for part in once_a_sitting)] == []
