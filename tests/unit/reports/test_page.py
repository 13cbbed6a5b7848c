"""The page: one file, no script, nothing loaded, every number as measured."""

from __future__ import annotations

import base64
import hashlib
import re
from itertools import pairwise

import pytest
from drawn_scene import CODEBOOK, found_session, full_report, scene_session
from lxml import etree

from reattune.episodes import OUTCOMES, find_episodes
from reattune.errors import RecordError
from reattune.measures import CATALOGUE, Estimate
from reattune.record import Event, Person, Phase, Track, parse_codebook, stamp
from reattune.reports import Report, render_report, write_report
from reattune.reports.evidence import CONTESTED, OUTCOME_MEANINGS
from reattune.reports.figures.marks import GLYPHS, WORDS
from reattune.reports.page import split_dois
from reattune.reports.tables import MOST_EPISODES
from reattune.reports.views import MOST_TIMELINES

H = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '<script>alert("1")</script>&\'"]]>\x00\x0b'


def parse(page):
    return etree.fromstring(page.encode("utf-8"))


def read_text(node):
    return re.sub(r"\s+", " ", " ".join(node.itertext()))


def no_dyad_session():
    people = [Person("aunt", "aunt")]
    return scene_session(child=(), caregiver=(), people=people, tracks=[], events=[])


def hostile_report():
    """Names, codes, states, tiers, files and messages that try to be markup."""
    state = "<i>&\"'"
    text = CODEBOOK.replace('neutral = "neutral"', f"neutral = 'neutral'\n'odd' = '''{state}'''")
    book = parse_codebook(text + f"\n[states]\nchild = ['''{state}''']\n")
    name = "<script>alert(1)</script>"
    events = [
        Event(name, "engagement", "stimulate", "stimulate", 0, 9_000, "x"),
        Event("child", "engagement", HOSTILE, state, 0, 9_000, "child"),
    ]
    session = scene_session(
        name,
        events=events,
        tracks=[Track(p, "engagement", observed=((0, 9_000),)) for p in ("child", name)],
        people=[Person("child", "child"), Person(name, "caregiver")],
        codebook=book,
        phases=[Phase(name, 0, 40_000)],
        provenance=stamp(rows=2, parameters={HOSTILE: HOSTILE}),
    )
    failure = {"path": f"/a/{name}", "message": f"/a/{name}: found {HOSTILE}"}
    return full_report(
        session, failures=[failure], guesses=[HOSTILE], title=HOSTILE, options={HOSTILE: HOSTILE}
    )


REPORTS = {
    "one session": full_report,
    "three definitions": lambda: full_report(
        definitions=("misattunement", "match.same_state", "match.positive")
    ),
    "several sessions": lambda: full_report(
        scene_session("a"), found_session(), scene_session("b")
    ),
    "nothing read": lambda: Report(sessions=(), failures=[{"path": "/x/y.eaf", "message": "bad"}]),
    "no definition fits": lambda: Report(sessions=[no_dyad_session()]),
    "no event": lambda: full_report(scene_session(child=(), caregiver=(), end=0)),
    "one person missing": lambda: full_report(scene_session(child=(("missing", 0, 40_000),))),
    "hostile names": hostile_report,
}


@pytest.fixture(params=REPORTS)
def page(request):
    """Render each kind of report."""
    return render_report(REPORTS[request.param]())


def test_it_is_well_formed_and_whole(page):
    root = parse(page)
    assert page.startswith("<!DOCTYPE html>")
    assert root.tag == f"{H}html"
    assert root.get("lang") == "en"
    assert len(root.findall(f".//{H}h1")) == len(root.findall(f".//{H}main")) == 1


def test_ids_are_unique_and_links_lead_somewhere(page):
    root = parse(page)
    ids = [node.get("id") for node in root.iter() if node.get("id")]
    assert len(set(ids)) == len(ids)
    for link in root.iter(f"{H}a"):
        target = link.get("href")
        assert target.startswith("https://doi.org/10.") or target[1:] in ids, target
    for node in root.iter():
        for name in ("aria-labelledby", "aria-describedby"):
            assert set((node.get(name) or "").split()) <= set(ids)


def test_nothing_is_loaded_and_nothing_runs(page):
    root = parse(page)
    tags = {etree.QName(node).localname for node in root.iter() if isinstance(node.tag, str)}
    assert not tags & {"script", "link", "img", "iframe", "object", "embed", "form", "base", "use",
                       "image", "foreignObject", "audio", "video", "source"}  # fmt: skip
    for node in root.iter():
        names = {name.lower() for name in node.attrib}
        assert not names & {"src", "style", "action", "srcset"}
        assert not [name for name in names if name.startswith("on")]
    style = root.find(f".//{H}style").text
    assert "@import" not in style
    assert "url(" not in style
    assert all(fill.startswith("url(#") for fill in re.findall(r'fill="(url\([^"]*)"', page))


def test_the_content_policy_fits_the_style_sheet_to_the_letter(page):
    """A wrong digest would leave the page without any style."""
    style = parse(page).find(f".//{H}style").text
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in page.replace("&#39;", "'")


def test_every_figure_can_be_read_aloud(page):
    for svg in parse(page).iter(f"{SVG}svg"):
        first, second = list(svg)[:2]
        assert (first.tag, second.tag) == (f"{SVG}title", f"{SVG}desc")
        assert first.text
        assert second.text
        assert svg.get("role") == "img"
        assert svg.get("aria-labelledby") == f"{first.get('id')} {second.get('id')}"


def test_headings_go_down_one_step_at_a_time(page):
    levels = [int(n.tag[-1]) for n in parse(page).iter() if re.fullmatch(f"{H}h[1-6]", str(n.tag))]
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_tables_have_captions_and_scoped_heads(page):
    for table in parse(page).iter(f"{H}table"):
        assert "".join(table.find(f"{H}caption").itertext()).strip()
        assert all(head.get("scope") for head in table.iter(f"{H}th"))


def test_what_scrolls_can_be_reached_by_keyboard_and_is_named(page):
    for node in parse(page).iter(f"{H}div"):
        if node.get("class") == "scroll":
            assert node.get("tabindex") == "0"
            assert node.get("role") == "region"
            assert node.get("aria-label")


def test_the_evidence_and_what_it_is_not_always_stand_there(page):
    text = read_text(parse(page))
    assert all(sentence in text for sentence in CONTESTED)
    assert "no score of a child or a parent" in text


@pytest.mark.parametrize("kind", REPORTS)
def test_the_same_inputs_give_the_same_bytes(kind):
    assert render_report(REPORTS[kind]()) == render_report(REPORTS[kind]())


def test_no_folder_of_a_machine_and_no_birth_date_stands_there():
    report = full_report(
        options={"codebook": "/somewhere/private/lab.toml"},
        guesses=["/somewhere/private/visit.eaf: codebook scene"],
        failures=[{"path": "C:\\private\\b.eaf", "message": "C:\\private\\b.eaf, line 2: found x"}],
    )
    page = render_report(report)
    assert "private" not in page
    assert "lab.toml" in page
    assert "7 months" in page
    assert "b.eaf, line 2: found x" in page


def test_hostile_text_is_shown_and_not_obeyed():
    page = render_report(hostile_report())
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "\x00" not in page
    assert "\ufffd" in page


def test_every_number_is_the_estimate_s_own():
    """Value, interval and n of each Estimate stand in its measure's rows, as two decimals."""
    report = full_report()
    root = parse(render_report(report))
    for index, rows in enumerate(report.measures):
        for row in rows:
            if row.phase:
                continue
            body = root.find(f".//{H}tbody[@id='{row.measure}']")
            first = 3 * index
            lines = [[read_text(td).strip() for td in tr.findall(f"{H}td")] for tr in body]
            said = [line[first : first + 3] for line in lines if line]
            assert _said(row) in [[value[:1] if "—" in value else value, *rest]
                                  for value, *rest in said], row  # fmt: skip


def _said(row):
    """Write an Estimate as three cells: shares without a zero, counts whole, else two decimals."""
    n = f"{row.n}" + (f" ({row.censored})" if row.censored else "")
    if row.value is None:
        return ["—", "", n]
    if row.unit == "count":
        return [f"{row.value:.0f}", "", n]
    open_side = "not reached" if row.unit == "s" else "unbounded"
    numbers = [open_side if x is None else _two(x, row.unit) for x in (row.low, row.high)]
    has = row.low is not None or row.high is not None
    return [_two(row.value, row.unit), f"[{', '.join(numbers)}]" if has else "", n]


def _two(value, unit):
    text = f"{value:.2f}".replace("-0.00", "0.00").replace("-", "\N{MINUS SIGN}")
    return text.replace("0.", ".", 1) if unit == "share" and text.startswith("0.") else text


def test_a_measure_s_anchor_is_its_word():
    ids = {node.get("id") for node in parse(render_report(full_report())).iter()}
    assert set(CATALOGUE) <= ids


def test_a_number_that_only_one_definition_has_stands_in_its_own_column():
    report = full_report()
    extra = Estimate("own_measure", 4.5, "s", 3, "conflict", low=4.0, high=5.0)
    page = render_report(full_report(measures=[report.measures[0], [*report.measures[1], extra]]))
    body = parse(page).find(f".//{H}tbody[@id='own_measure']")
    cells = [read_text(td).strip() for td in body.iter(f"{H}td")]
    assert cells == ["", "", "", "4.50", "[4.00, 5.00]", "3"]


def test_phases_have_their_own_tables():
    text = read_text(parse(render_report(full_report())))
    assert "The same in the phase more play" in text


def test_the_episodes_are_listed_as_found():
    """Rupture 1: 10 s to 16 s, answered after 3 s; rupture 2: 30 s to 40 s, no answer."""
    table = parse(render_report(full_report())).find(f".//{H}table[@class='episodes']")
    rows = [[read_text(cell).strip() for cell in tr] for tr in table.find(f"{H}tbody")]
    assert rows == [
        ["1", "play", "0:10.0", "caregiver", "after 3.0 s", "● repaired by caregiver", "0:16.0",
         "6.0 s"],
        ["2", "more play", "0:30.0", "caregiver", "none", "▷ record ended first", "0:40.0",
         "10.0 s"],
    ]  # fmt: skip


def test_a_long_list_is_cut_and_says_where_the_rest_is():
    report = full_report()
    main = report.episodes[0]
    many = type(main)(main.definition, main.rows[:1] * (MOST_EPISODES + 7), main.readings)
    page = render_report(full_report(episodes=[many], definitions=("misattunement",)))
    table = parse(page).find(f".//{H}table[@class='episodes']")
    assert len(table.find(f"{H}tbody")) == MOST_EPISODES
    assert "7 more are in <code>episodes.csv</code>" in page


def test_many_sessions_are_not_all_drawn_and_that_is_said():
    sessions = [scene_session(f"v{i}") for i in range(MOST_TIMELINES + 2)]
    page = render_report(full_report(*sessions, definitions=("conflict",)))
    assert page.count('<svg xmlns="http://www.w3.org/2000/svg" class="figure timeline"') == (
        MOST_TIMELINES
    )
    assert "2 more sessions are not drawn" in page


def test_the_verdict_stands_with_its_numbers():
    report = full_report()
    text = read_text(parse(render_report(report)))
    for one in report.verdicts:
        assert f"Followed by reconnection: {one.followed}" in text
        assert f"Outweighed by positive moments: {one.outweighed}" in text
        assert f"Share repaired {one.repaired}" in text


def test_findings_files_and_hashes_are_shown():
    text = read_text(parse(render_report(full_report(found_session()))))
    assert "skipped tier remarks 2" in text
    assert "Left out by the codebook: free text." in text
    assert "visit.eaf" in text
    assert "a1" * 32 in text
    assert "ms; 0 is start of the media" in text


def test_the_methods_name_every_choice():
    """Software, format, codebook, definitions with their times, interval methods, n of sessions."""
    text = read_text(parse(render_report(full_report())).find(f".//{H}section[@id='methods']"))
    for part in (
        "1 coded session (elan) with 0:40 of time",
        "reattune 0.0.test",
        "A hand-made scene (made for these tests)",
        "under 2 definitions: misattunement (",
        "shortest rupture 1 s, repair must hold 1 s, given up after 180 s",
        "Kaplan-Meier",
        "Wilson",
    ):
        assert part in text


def test_dois_become_links_and_nothing_else_does():
    assert split_dois("Wilson 1927, 10.1080/01621459.1927.10502953 (interval)") == [
        ("Wilson 1927, ", ""),
        ("10.1080/01621459.1927.10502953", "10.1080/01621459.1927.10502953"),
        (" (interval)", ""),
    ]
    assert split_dois("https://www.jstor.org/stable/1") == [("https://www.jstor.org/stable/1", "")]


def test_every_outcome_has_words_a_shape_and_a_meaning():
    assert set(OUTCOMES) == set(GLYPHS) == set(WORDS) == set(OUTCOME_MEANINGS)


def test_writing_gives_the_same_text_and_says_where_it_cannot(tmp_path):
    report = full_report()
    path = write_report(report, tmp_path / "report.html")
    assert path.read_bytes().decode("utf-8") == render_report(report)
    with pytest.raises(RecordError, match="cannot be written"):
        write_report(report, tmp_path / "no" / "folder.html")


def test_the_definitions_carry_their_sources():
    page = render_report(full_report(definitions=("match.same_state",)))
    assert "Tronick &amp; Cohn 1989" in page
    assert 'href="https://doi.org/10.2307/1131074"' in page
    assert find_episodes(scene_session(), "match.same_state").definition.about in read_text(
        parse(page)
    )
