"""The claims page: every number as given, every figure with a twin, nothing loaded, no script."""

from __future__ import annotations

import base64
import hashlib
import math
import re
from dataclasses import replace

import pytest
from lxml import etree

from reattune.errors import RecordError
from reattune.reports.claim_content import (
    AblationRow,
    ClaimContent,
    ClaimsPage,
    OutcomeRow,
    Panel,
    Point,
    Series,
)
from reattune.reports.claim_tables import effect, rests_on
from reattune.reports.claims_page import VERDICTS, is_quick, render_claims, write_claims
from reattune.reports.figures.axes import Scale, by_ratios, spanning, written
from reattune.reports.figures.curves import apart, curves_figure, panel_bounds, short_names

H = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '<script>alert("1")</script>&\'"]]>\x00'
NAN = math.nan


def line(name, values, *, spread=0.1, xs=None):
    places = xs or [k / (len(values) - 1) for k in range(len(values))]
    points = [Point(x, v, v - spread, v + spread, 40) for x, v in zip(places, values, strict=True)]
    return Series(name, tuple(points))


def panel(*series, outcome="S", **changes):
    made = Panel(outcome, "self-regulation", "share", "attunement (share)", series)
    return replace(made, **changes)


def row(outcome="S", word="supported", **changes):
    made = OutcomeRow(
        contrast="attunement .6 against 1.0", outcome=outcome, title=f"title of {outcome}",
        predicted="+", draws=198, share=0.9, share_low=0.85, share_high=0.94, median=0.2,
        median_low=0.1, median_high=0.3, smallest=0.02, word=word,
    )  # fmt: skip
    return replace(made, **changes)


def claim(**changes):
    made = ClaimContent(
        id="(i)", title="middling beats perfect", contrast="alpha .6 - 1.0", verdict="holds partly",
        sentences=("First sentence.", "Second sentence."),
        panels=(panel(line("repair 0 /s", [0.1, 0.5]), line("repair 0.4 /s", [0.2, 0.7])),),
        rows=(row(), row("F", "opposite", share=0.02, median=-0.17)),
        ablations=(
            AblationRow("ant 0", "No acting ahead.", "fails", (-0.05, -0.2), ("S",)),
            AblationRow("chi 2", "More load.", "holds partly", (0.1, -0.1)),
        ),
        kept=198, dropped=12, notes=("A note.",),
    )  # fmt: skip
    return replace(made, **changes)


def hostile():
    return claim(
        id=HOSTILE, title=HOSTILE, contrast=HOSTILE, verdict=HOSTILE,
        sentences=(HOSTILE, HOSTILE), notes=(HOSTILE,),
        panels=(panel(line(HOSTILE, [0.0, 1.0]), line("b", [0.0, 1.0]), outcome=HOSTILE,
                      title=HOSTILE, unit=HOSTILE, x_label=HOSTILE, marked=((0.5, HOSTILE),)),),
        rows=(row(HOSTILE, HOSTILE, reason=HOSTILE, contrast=HOSTILE, title=HOSTILE),),
        ablations=(AblationRow(HOSTILE, HOSTILE, HOSTILE, (0.1,), (HOSTILE,)),),
    )  # fmt: skip


def untested():
    unknown = dict.fromkeys(
        ("share", "share_low", "share_high", "median", "median_low", "median_high"), NAN
    )
    one = row("W", "not testable", draws=0, reason="true by definition", **unknown)
    return claim(panels=(), rows=(one,), ablations=(), kept=0, dropped=3, notes=())


PAGES = {
    "one claim": ClaimsPage((claim(),), (("mode", "full"), ("version", "0.1.0"))),
    "quick": ClaimsPage((claim(), claim(id="(ii)")), (("mode", "quick (24 draws)"),)),
    "no claim": ClaimsPage(()),
    "nothing tested": ClaimsPage((untested(),)),
    "no values": ClaimsPage((claim(panels=(panel(line("a", [NAN, NAN])), panel())),)),
    "hostile": ClaimsPage((hostile(),), ((HOSTILE, HOSTILE),)),
}


def parse(page):
    return etree.fromstring(page.encode("utf-8"))


def read_text(node):
    return re.sub(r"\s+", " ", " ".join(node.itertext())).strip()


def table(root, css, number=0):
    found = [t for t in root.iter(f"{H}table") if t.get("class") == css][number]
    return [[read_text(cell) for cell in tr] for tr in found.iter(f"{H}tr")]


@pytest.fixture(params=PAGES)
def page(request):
    """Render each kind of page."""
    return render_claims(PAGES[request.param])


def test_it_is_well_formed_whole_and_always_the_same(page, request):
    root = parse(page)
    assert root.get("lang") == "en"
    assert len(root.findall(f".//{H}h1")) == len(root.findall(f".//{H}main")) == 1
    assert page == render_claims(PAGES[request.node.callspec.params["page"]])


def test_nothing_is_loaded_and_nothing_runs(page):
    root = parse(page)
    tags = {etree.QName(node).localname for node in root.iter() if isinstance(node.tag, str)}
    assert not tags & {"script", "link", "img", "iframe", "form", "object", "use", "image"}
    names = {name for node in root.iter() for name in node.attrib}
    assert not names & {"src", "style", "srcset"}
    assert "@import" not in root.find(f".//{H}style").text
    style = root.find(f".//{H}style").text
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in page.replace("&#39;", "'")


def test_ids_are_unique_links_lead_somewhere_and_figures_can_be_read_aloud(page):
    root = parse(page)
    ids = [node.get("id") for node in root.iter() if node.get("id")]
    assert len(set(ids)) == len(ids)
    assert all(link.get("href")[1:] in ids for link in root.iter(f"{H}a"))
    for svg in root.iter(f"{SVG}svg"):
        assert svg.get("role") == "img"
        assert all(list(svg)[k].text for k in (0, 1))


def test_no_number_is_missing_in_disguise(page):
    assert "nan" not in re.findall(r"[a-z]+", read_text(parse(page).find(f".//{H}main")).lower())
    assert "−0.00" not in page


def test_every_figure_has_a_table_with_the_same_points():
    """Two lines at 0 and 1: means .1, .5 and .2, .7, intervals 0.1 to each side."""
    root = parse(render_claims(PAGES["one claim"]))
    assert table(root, "twin") == [
        ["attunement (share)", "repair 0 /s", "repair 0.4 /s", "n"],
        ["0", "0.100 [0.000, 0.200]", "0.200 [0.100, 0.300]", "40 dyads"],
        ["1", "0.500 [0.400, 0.600]", "0.700 [0.600, 0.800]", "40 dyads"],
    ]


def test_the_robustness_table_shows_the_numbers_and_the_word():
    root = parse(render_claims(PAGES["one claim"]))
    assert table(root, "robust")[1:] == [
        ["attunement .6 against 1.0"],
        ["title of S (S)", "+", "198", "0.90 [0.85, 0.94]", "+0.20 [+0.10, +0.30]", "0.02",
         "supported"],
        ["title of F (F)", "+", "198", "0.02 [0.85, 0.94]", "−0.17 [+0.10, +0.30]", "0.02",
         "opposite"],
    ]  # fmt: skip


def test_what_an_ablation_turns_round_is_marked_in_words():
    """S goes from +.20 to -.05; F stays below zero, so it is not marked."""
    root = parse(render_claims(PAGES["one claim"]))
    assert table(root, "ablations")[1:] == [
        ["ant 0 No acting ahead.", "fails", "S −0.05 turned round F −0.20", "S"],
        ["chi 2 More load.", "holds partly", "S +0.10 F −0.10", "none"],
    ]


def test_an_untested_outcome_shows_its_reason_and_no_number():
    root = parse(render_claims(PAGES["nothing tested"]))
    assert table(root, "robust")[2] == [
        "title of W (W)", "+", "0", "–", "–", "0.02", "not testable true by definition",
    ]  # fmt: skip
    text = read_text(root)
    assert "No curves were computed" in text
    assert "No ablation was run" in text
    assert "3 more were left out" in text


def test_medians_that_do_not_belong_to_the_rows_are_refused():
    with pytest.raises(ValueError, match="zip"):
        render_claims(ClaimsPage((claim(ablations=(AblationRow("a", "b", "holds", (0.1,)),)),)))


@pytest.mark.parametrize(("facts", "quick"), [
    ((("mode", "quick (24 draws)"),), True), ((("Mode", "Quick"),), True),
    ((("mode", "full"),), False), ((("seed", "quick"),), False), ((), False),
])  # fmt: skip
def test_a_quick_run_bears_a_banner(facts, quick):
    made = ClaimsPage((claim(),), facts)
    assert is_quick(made) is quick
    assert ("Quick run." in render_claims(made)) is quick


def test_every_text_of_a_claim_is_on_the_page():
    text = read_text(parse(render_claims(PAGES["one claim"])))
    for words in ("First sentence. Second sentence.", "alpha .6 - 1.0", "A note.", *VERDICTS,
                  "198 random parameter draws were used; 12 more were left out"):  # fmt: skip
        assert words in text


def test_markup_in_names_stays_text():
    page = render_claims(PAGES["hostile"])
    assert "<script" not in page
    assert page.count("&lt;script&gt;") > 15


def test_nothing_is_praised_or_blamed():
    text = read_text(parse(render_claims(PAGES["one claim"]))).lower()
    assert "imperfection" not in text
    assert "nothing of a family" in text


def test_a_verdict_says_what_it_rests_on():
    """Two tests, one of each word; one of two ablations turns something round."""
    assert rests_on(claim()) == (
        "Of 2 tests: 1 supported (S), 1 opposite (F). 1 of 2 ablations turns an effect round."
    )
    assert rests_on(claim(rows=(), ablations=())) == "No outcome was tested."


@pytest.mark.parametrize(("value", "text"), [
    (0.2, "+0.20"), (-0.171, "−0.17"), (-0.001, "0.00"), (0.001, "0.00"), (0.0, "0.00"),
    (NAN, "–"), (math.inf, "–"),
])  # fmt: skip
def test_effects_bear_a_sign_unless_they_round_to_nothing(value, text):
    assert effect(value) == text


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    assert write_claims(PAGES["no claim"], tmp_path / "c.html").read_text("utf-8")
    with pytest.raises(RecordError, match="cannot be written"):
        write_claims(PAGES["no claim"], tmp_path / "none" / "c.html")


def test_a_mean_stands_where_it_belongs():
    """One line, settings 0 to 1, axis 0 to 1.

    The plot is 320 - 48 - 14 = 258 px wide from x = 48, and 216 - 34 - 44 = 138 px high from
    y = 34. The mean .25 at setting .5 is at x = 48 + .5 * 258 = 177, y = 34 + .75 * 138 = 137.5.
    """
    drawn = etree.fromstring(
        curves_figure(panel(line("a", [0.0, 0.25, 1.0])), key="k", bounds=(0.0, 1.0))
    )
    dots = [(float(c.get("cx")), float(c.get("cy"))) for c in drawn.iter(f"{SVG}circle")]
    assert dots == [(48.0, 172.0), (177.0, 137.5), (306.0, 34.0)]
    band = next(p.get("d") for p in drawn.iter(f"{SVG}path") if "band" in p.get("class"))
    # high .35 at x = 177: y = 34 + .65 * 138 = 123.7; low .15: y = 34 + .85 * 138 = 151.3
    assert "L177.0 123.7" in band
    assert "L177.0 151.3" in band


def test_lines_are_told_apart_without_colour():
    """Three lines: circles, squares, triangles, and three names at their ends."""
    series = [line(f"repair {k} /s", [0.1 * k, 0.2 * k]) for k in (1, 2, 3)]
    drawn = etree.fromstring(curves_figure(panel(*series), key="k"))
    shapes = [p.get("d").split("m")[1] for p in drawn.iter(f"{SVG}path")
              if p.get("class", "").startswith("dot")]  # fmt: skip
    assert len(list(drawn.iter(f"{SVG}circle"))) == 2
    assert len(set(shapes)) == 2
    names = [t.text for t in drawn.iter(f"{SVG}text") if "series-name" in t.get("class")]
    assert names == ["3", "2", "1"]  # from the top down


def test_a_gap_in_the_values_is_a_gap_in_the_line():
    drawn = etree.fromstring(curves_figure(panel(line("a", [0.1, 0.2, NAN, 0.4, 0.5])), key="k"))
    means = [p for p in drawn.iter(f"{SVG}path") if p.get("class") == "mean series-0"]
    assert len(means) == 2
    assert len(list(drawn.iter(f"{SVG}circle"))) == 4


def test_a_panel_without_values_is_not_drawn():
    assert curves_figure(panel(), key="k") is None
    assert curves_figure(panel(line("a", [NAN, NAN])), key="k") is None


def test_a_single_point_and_a_flat_line_have_room():
    one = Series("a", (Point(0.5, -2.0, -2.0, -2.0, 1),))
    drawn = etree.fromstring(curves_figure(panel(one), key="k"))
    dot = next(drawn.iter(f"{SVG}circle"))
    assert (float(dot.get("cx")), float(dot.get("cy"))) == (177.0, 103.0)  # the very middle


def test_words_of_close_marks_take_two_lines():
    marked = ((0.5, "middling"), (0.55, "reference"))
    drawn = etree.fromstring(curves_figure(panel(line("a", [0, 1]), marked=marked), key="k"))
    words = {t.text: float(t.get("y")) for t in drawn.iter(f"{SVG}text")}
    assert words["middling"] - words["reference"] == 13


def test_labels_are_pushed_apart_and_stay_inside():
    assert apart([10, 11, 12], gap=10, low=0, high=100) == [10, 20, 30]
    assert apart([95, 96, 99], gap=10, low=0, high=100) == [80, 90, 100]
    assert apart([], gap=10, low=0, high=100) == []


def test_names_are_cut_to_what_differs():
    names = ["repair 0 /s", "repair .4 /s"]
    assert short_names(names) == (("0", ".4"), "repair … /s")
    assert short_names(["perfect (a)", "perfect (b)"]) == (("(a)", "(b)"), "perfect")
    assert short_names(["same", "same"]) == (("same", "same"), "")
    assert short_names(["one line only"]) == (("one line only",), "")
    assert short_names([]) == ((), "")


def test_settings_spread_by_ratios_get_a_logarithmic_axis():
    """1 s lies a third of the way from .1 to 100 on such an axis: one of three decades."""
    assert by_ratios([0.3, 1, 3, 10, 40])
    assert not by_ratios([0, 1, 10, 100])
    assert not by_ratios([k / 10 for k in range(1, 11)])
    scale = Scale(0.1, 100, 0, 300, log=True)
    assert scale.at(1) == pytest.approx(100)
    assert scale.ticks(most=5) == [0.1, 0.3, 1, 3, 10, 30, 100]


def test_an_axis_has_round_ticks_inside_its_ends():
    assert Scale(-0.12, 0.31, 0, 1).ticks(most=5) == [-0.1, 0.0, 0.1, 0.2, 0.3]
    assert spanning([]) == (0.0, 1.0)
    assert spanning([NAN, 2.0, 2.0]) == (1.8, 2.2)
    assert panel_bounds([panel()]) == (0.0, 1.0)
    assert [written(v) for v in (-0.5, -0.0, 1.0)] == ["−0.5", "0", "1"]
