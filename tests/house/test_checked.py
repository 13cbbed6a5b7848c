"""The page "checked against others" is what its script gives here and now."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parents[2]
PAGE = HERE / "docs" / "checked.md"


@pytest.fixture
def checked(monkeypatch):
    monkeypatch.syspath_prepend(str(HERE / "verification"))
    import checked

    return checked


def test_the_page_says_what_a_fresh_run_gives(shared, checked):
    """Counts of values, agreement and differences, case by case and in all.

    Sizes of differences are not compared: their last digits may differ elsewhere.
    """
    found = checked.run(shared("cases"))
    text = PAGE.read_text(encoding="utf-8")
    for name, checks in found.items():
        sums = checked.totals({name: checks})
        counts = " | ".join(f"{sums[k]:,}" for k in ("numbers", "exact", "rounded", "differing"))
        assert f"](#{name}) | {checked.CASES[name].tool} | {counts} |" in text
    sums = checked.totals(found)
    assert sums["unexplained"] == 0
    assert f"Of {sums['numbers']:,} values {sums['agreeing']:,} agree" in text
    assert f"\n{sums['differing']:,} differ or are no measure of ours" in text


def test_every_folder_of_cases_has_a_section(shared):
    text = PAGE.read_text(encoding="utf-8")
    folders = sorted(path.name for path in shared("cases").iterdir() if path.is_dir())
    assert len(folders) >= 22
    assert [name for name in folders if f"\n## {name}\n" not in text] == []


def test_a_new_folder_would_be_seen(checked, tmp_path):
    (tmp_path / "new_tool").mkdir()
    with pytest.raises(SystemExit, match="no comparison is written for new_tool"):
        checked.run(tmp_path)


def test_the_page_names_when_and_with_what_and_no_machine():
    text = PAGE.read_text(encoding="utf-8")
    assert re.search(r"on \d{4}-\d\d-\d\d: reattune \S+, numpy \S+,", text)
    assert not re.search(r"/(work|home|tmp|root|Users)/", text)
    assert "NO REASON IS KNOWN" not in text


def test_a_difference_without_a_reason_would_be_seen(checked):
    """Three of four values: 1 and 1 + 1e-10 agree, nothing and nothing too, 2 and 3 do not."""
    from checks.comparing import check

    one = check("q", [1.0, 2.0, None, "a"], [1.0 + 1e-10, 3.0, float("nan"), "a"])
    assert (one.agreeing, one.widest, one.relative) == (3, 1, 0.5)
    found = {"msm_cav": [one]}
    assert checked.totals(found)["unexplained"] == 1
    assert "NO REASON IS KNOWN" in checked.page(found, day="2026-01-01")


def test_agreement_to_decimals_is_told_from_agreement_to_1e_9(checked):
    """.246 and .2463 agree to three decimals; .5 and .5 agree."""
    from checks.comparing import check

    found = {"msm_cav": [check("q", [0.246, 0.5], [0.2463, 0.5], within=5e-4)]}
    sums = checked.totals(found)
    assert (sums["exact"], sums["rounded"], sums["differing"]) == (1, 1, 0)
