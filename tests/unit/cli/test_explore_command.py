"""`reattune explore`: writes its page, says what it did, refuses what it cannot do."""

from __future__ import annotations

import argparse

import pytest

from reattune.cli import explore
from reattune.errors import ParameterError, RecordError


def asked(*arguments):
    parser = argparse.ArgumentParser()
    explore.add_arguments(parser)
    return explore.run(parser.parse_args(arguments))


def test_the_page_is_written_and_what_was_done_is_said(tmp_path, capsys):
    """11 x 6 x 5 settings; 8 children and one sitting keep it short."""
    target = tmp_path / "e.html"
    assert asked("-o", str(target), "--dyads", "8", "--episodes", "1", "--seed", "2",
                 "--preset", "ordinary") == 0  # fmt: skip
    told = capsys.readouterr().out
    assert "330 settings" in told
    assert "8 children each, 1 sitting of 3 min, preset ordinary (not calibrated), seed 2" in told
    assert str(target) in told
    page = target.read_text("utf-8")
    assert page.count("<svg") == 7 * 5
    assert "8 at each setting" in page


@pytest.mark.parametrize(("arguments", "named"), [
    (("--dyads", "0"), "dyads"), (("--episodes", "0"), "sittings"), (("--seed", "-1"), "seed"),
    (("--preset", "none such"), "none such"),
])  # fmt: skip
def test_an_impossible_wish_is_refused_by_name(tmp_path, arguments, named):
    with pytest.raises(ParameterError, match=named):
        asked("-o", str(tmp_path / "e.html"), *arguments)
    assert not list(tmp_path.iterdir())


def test_a_place_that_cannot_be_written_is_refused_before_the_work(tmp_path):
    with pytest.raises(RecordError, match="folder does not exist"):
        asked("-o", str(tmp_path / "none" / "e.html"))
