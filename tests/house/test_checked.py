"""The page "checked against others" is what its script gives here and now."""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).resolve().parents[2]
PAGE = HERE / "docs" / "checked.md"


def test_the_page_says_what_a_fresh_run_gives(shared, monkeypatch):
    """Counts of values and of those that agree, case by case; last digits may differ elsewhere."""
    cases = shared("cases")
    monkeypatch.syspath_prepend(str(HERE / "verification"))
    import checked

    found = checked.run(cases)
    text = PAGE.read_text(encoding="utf-8")
    for name, checks in found.items():
        values = sum(len(check.theirs) for check in checks)
        agreeing = sum(check.agreeing for check in checks)
        assert f"](#{name}) | {checked.CASES[name].tool} | {values:,} | {agreeing:,} |" in text
    sums = checked.totals(found)
    assert sums["unexplained"] == 0
    assert f"Of {sums['numbers']:,} values {sums['agreeing']:,} agree" in text


def test_a_difference_without_a_reason_would_be_seen(monkeypatch):
    """Three of four values: 1 and 1 + 1e-10 agree, nothing and nothing too, 2 and 3 do not."""
    monkeypatch.syspath_prepend(str(HERE / "verification"))
    import checked
    from checks.comparing import check

    one = check("q", [1.0, 2.0, None, "a"], [1.0 + 1e-10, 3.0, float("nan"), "a"])
    assert (one.agreeing, one.widest) == (3, 1)
    found = {"msm_cav": [one]}
    assert checked.totals(found)["unexplained"] == 1
    assert "NO REASON IS KNOWN" in checked.page(found, day="2026-01-01")
