"""`reattune practice`, and `reattune measure` on a session that was saved after a scene."""

from __future__ import annotations

import argparse
import csv

import pytest

from reattune.cli import practice
from reattune.cli.main import main
from reattune.practice import open_scene
from reattune.record import write_json


def parsed(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    practice.add_arguments(parser)
    return parser.parse_args(words)


@pytest.mark.parametrize(
    ("words", "page"),
    [
        ((), "/practice"),
        (("rattle",), "/practice/rattle"),
        (("rattle", "--seed", "7"), "/practice/rattle?seed=7"),
        (("rattle", "--age", "10"), "/practice/rattle"),
        (("angry-child", "--seed", "0", "--age", "10"), "/practice/angry-child?seed=0&age=10"),
    ],
)
def test_the_link_leads_to_the_scene(words, page) -> None:
    given = parsed(*words)
    assert practice.first_page(given.scene, seed=given.seed, age=given.age) == page


@pytest.mark.parametrize(
    "words", [("garden",), ("rattle", "--seed", "-1"), ("rattle", "--seed", str(2**53)),
              ("rattle", "--seed", "x"), ("angry-child", "--age", "7")]
)  # fmt: skip
def test_what_cannot_be_played_is_refused(words, capsys) -> None:
    with pytest.raises(SystemExit):
        parsed(*words)
    assert "error" in capsys.readouterr().err


def test_measure_finds_the_same_episodes_in_a_saved_scene(tmp_path, capsys) -> None:
    played = open_scene("rattle", seed=7)
    played.act("shake", seconds=20)
    played.act("soothe", seconds=15)
    write_json(played.session(), tmp_path / "rattle-7.session.json")
    arguments = [str(tmp_path / "rattle-7.session.json"), "--definition", "misattunement"]
    assert main(["measure", *arguments, "-o", str(tmp_path / "out")]) == 0
    capsys.readouterr()
    with (tmp_path / "out" / "episodes.csv").open() as table:
        found = [
            (float(r["onset_s"]), r["outcome"], r["repaired_by"]) for r in csv.DictReader(table)
        ]
    expected = [(e.onset / 1000, e.outcome, e.repaired_by) for e in played.episodes()]
    assert found == expected != []
