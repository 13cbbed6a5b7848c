"""A simulated study can be stopped and taken up again without a trace."""

from __future__ import annotations

import polars as pl
import pytest

from reattune.cli.main import main
from reattune.errors import ParameterError, RecordError
from reattune.model import learned
from reattune.study import Plan, read_paths, simulate_study
from reattune.study import simulating as module

PLAN = Plan("ordinary", dyads=5, episodes=2, seed=3, kept=2)


@pytest.fixture(autouse=True)
def small_parts(monkeypatch):
    monkeypatch.setattr(module, "_PART", 2)


def test_parts_give_what_one_run_gives(tmp_path):
    """5 dyads in parts of 2, 2 and 1 equal 5 dyads at once."""
    table = pl.read_parquet(simulate_study(PLAN, tmp_path))
    assert table.equals(learned("ordinary", episodes=2, n=5, seed=3))
    assert len(list((tmp_path / "parts").iterdir())) == 3


def test_stopped_and_taken_up_again_gives_the_same_bytes(tmp_path):
    whole = simulate_study(PLAN, tmp_path / "a").read_bytes()

    def stop(done, _total):
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate_study(PLAN, tmp_path / "b", progress=stop)
    done = {p: p.stat().st_mtime_ns for p in (tmp_path / "b/parts").iterdir()}
    assert len(done) == 2
    assert simulate_study(PLAN, tmp_path / "b").read_bytes() == whole
    assert all(p.stat().st_mtime_ns == when for p, when in done.items())


def test_kept_sessions_are_measured_like_any_other(tmp_path):
    simulate_study(PLAN, tmp_path)
    reading = read_paths([tmp_path / "simulated.sessions.parquet"])
    assert len(reading.sessions) == 4
    assert {s.end for s in reading.sessions} == {180_000}


def test_another_plan_in_the_same_folder_is_refused(tmp_path):
    simulate_study(PLAN, tmp_path)
    with pytest.raises(RecordError, match="another plan"):
        simulate_study(Plan("ordinary", dyads=5, episodes=2, seed=4), tmp_path)


@pytest.mark.parametrize(
    "plan",
    [
        Plan("ordinary", dyads=0),
        Plan("ordinary", episodes=0),
        Plan("nonsense", dyads=1, episodes=1),
    ],
)
def test_impossible_plans_are_named(plan, tmp_path):
    with pytest.raises(ParameterError):
        simulate_study(plan, tmp_path)


def test_the_command(tmp_path, capsys):
    arguments = ["simulate", "--dyads", "2", "--episodes", "1", "-o", str(tmp_path / "o")]
    assert main(arguments) == 0
    assert "2 dyads" in capsys.readouterr().out
    assert (tmp_path / "o/learned.csv").exists()
    assert main([*arguments[:1], "--preset", "nope", "-o", str(tmp_path / "p")]) == 2
    assert "nope" in capsys.readouterr().err
