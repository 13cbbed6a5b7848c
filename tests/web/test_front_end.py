"""What stands on pages: texts, help card, vendored code, sizes, reading grade."""

from __future__ import annotations

import hashlib
import re
import tomllib
from datetime import date
from pathlib import Path
from urllib.parse import urljoin

import pytest

import reattune.cli
from reattune.episodes import OUTCOMES, WHO
from reattune.record import BOTH, CAREGIVER, CHILD
from reattune.web.collection import Collection, Wanted
from reattune.web.help_card import help_card, help_lines
from reattune.web.state import AppState
from reattune.web.static_files import STATIC
from reattune.web.strings import catalogue, text

SCENE = Path(reattune.cli.__file__).parent / "scenes" / "rattle.eaf"
OWN = sorted(p for p in STATIC.rglob("*.js") if "vendor" not in p.parts)


def test_the_vendored_code_is_what_was_published():
    """SHA256SUMS was made from the npm package; the code is unchanged since."""
    sums = (STATIC / "vendor" / "SHA256SUMS").read_text().split("\n")[:-1]
    assert len(sums) == 1
    for line in sums:
        expected, name = line.split()
        assert hashlib.sha256((STATIC / "vendor" / name).read_bytes()).hexdigest() == expected
    for licence in ("LICENSE.htm.txt", "LICENSE.preact.txt"):
        assert len((STATIC / "vendor" / licence).read_text()) > 900


def test_modules_are_small_and_few():
    counts = {path: len(path.read_text("utf-8").splitlines()) for path in OWN}
    assert max(counts.values()) <= 300
    # Two thousand for the viewer, two thousand for two drawn and playable scenes.
    assert sum(counts.values()) <= 4000


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_no_module_asks_the_outside_or_makes_html_or_code_of_text(path):
    code = path.read_text("utf-8")
    found = re.findall(
        r"https?://|innerHTML|outerHTML|insertAdjacentHTML|dangerouslySetInnerHTML|document\.write"
        r"|\beval\(|new Function|setAttribute\('style'|style=\"",
        code,
    )
    assert found == []


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_every_text_that_a_module_names_is_in_the_catalogue(path):
    for key in re.findall(r"(?<!`)\bt\('([\w.]+)'", path.read_text("utf-8")):
        found = catalogue()
        for part in key.split("."):
            assert part in found, key
            found = found[part]
        assert isinstance(found, str) or set(found) == {"one", "other"}, key


@pytest.mark.parametrize("key", [*CHILD, *CAREGIVER, *BOTH])
def test_every_state_has_a_word(key):
    assert text(f"state.{key}")


def test_every_outcome_and_person_has_a_word():
    assert all(text(f"outcome.{name}") for name in OUTCOMES)
    assert all(text(f"who.{name}") for name in WHO)


def test_a_text_that_is_not_there_is_an_error_and_values_are_filled_in():
    with pytest.raises(KeyError):
        text("shell.nothing")
    with pytest.raises(KeyError):
        text("shell")
    assert "2026-01-02" in text("help.reviewed", day="2026-01-02")


def loaded(client, path: str) -> dict[str, int]:
    """Bytes of a page and of all that it loads, by address; imports are followed."""
    sizes: dict[str, int] = {}
    waiting = [path, "/api/strings"]
    while waiting:
        address = waiting.pop()
        if address in sizes:
            continue
        answer = client.get(address)
        assert answer.status_code == 200, address
        sizes[address] = int(answer.headers["content-length"])
        if address.endswith(".js"):
            imports = re.findall(r"from '([./][^']+)'", answer.text)
            waiting += [urljoin(address, name) for name in imports]
        else:
            waiting += re.findall(r'(?:src|href)="(/static/[^"]+)"', answer.text)
    return sizes


@pytest.mark.parametrize(
    ("path", "at_least"), [("/explain", 5), ("/sessions", 12), ("/session/1", 24)]
)
def test_a_page_is_below_100_kilobytes(enter, gate, path, at_least):
    collection = Collection(Wanted(paths=(str(SCENE),)))
    client = enter(AppState(gate=gate, collection=collection))
    assert collection.wait(30)
    sizes = loaded(client, path)
    assert len(sizes) >= at_least
    assert sum(sizes.values()) < 100_000, sizes


def test_the_help_card_puts_the_emergency_first_and_holds_the_sentence():
    card = re.sub(r"<[^>]+>", " ", help_card())
    order = [card.index(words) for words in ("112", "911", "999", "000", "step away, call")]
    assert order == sorted(order)
    assert "put the child somewhere safe, step away, call" in card


def test_the_lines_are_dated_and_can_be_dialled():
    reviewed, countries = help_lines()
    assert isinstance(reviewed, date)
    assert reviewed.isoformat() in help_card()
    codes = [country.code for country in countries]
    assert len(set(codes)) == len(codes) >= 8
    for country in countries:
        assert re.fullmatch(r"\d{3}", country.emergency)
        assert country.lines or country.code == "EU"  # lines are each country's own
        assert all(re.fullmatch(r"[\d\s-]{3,}", line.number) for line in country.lines)


def test_help_stands_on_every_page_also_on_one_that_is_not_there(enter):
    for path in ("/", "/explain", "/sessions", "/nothing"):
        html = enter().get(path).text
        assert html.index('id="help"') < html.index("<main")


def syllables(word: str) -> int:
    """Count groups of vowels; a silent final e does not count."""
    groups = re.findall(r"[aeiouy]+", word)
    silent = word.endswith("e") and not word.endswith(("le", "ee")) and len(groups) > 1
    return max(1, len(groups) - silent)


def grade(words_of_page: str) -> float:
    """Flesch-Kincaid: 0.39 words a sentence + 11.8 syllables a word - 15.59 (Kincaid 1975)."""
    sentences = [s for s in re.split(r"[.!?:]+\s", words_of_page) if re.search(r"[a-z]", s)]
    words = re.findall(r"[a-z']+", words_of_page.lower())
    return (
        0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
    )


def test_the_grade_is_reckoned_as_published():
    """Five words, six syllables, one sentence: 0.39 * 5 + 11.8 * 6 / 5 - 15.59 = 0.52."""
    assert grade("The baby looks at you. ") == pytest.approx(0.52)


def test_the_first_page_reads_at_grade_seven_or_below():
    explain = catalogue()["explain"]
    parts = [part["text"] for part in explain["part"]]
    assert grade(" ".join([explain["lead"], *parts])) <= 7
    assert all(grade(part) <= 7.5 for part in parts)


def test_parts_of_the_catalogue_do_not_overlap(tmp_path, monkeypatch):
    from reattune.web import strings

    (tmp_path / "xx.toml").write_text('[nav]\na = "1"\n')
    (tmp_path / "xx.more.toml").write_text('[nav]\nb = "2"\n')
    monkeypatch.setattr(strings, "_FOLDER", tmp_path)
    with pytest.raises(ValueError, match="nav stands in another part"):
        strings.catalogue("xx")


def test_every_catalogue_is_toml():
    for path in (STATIC.parent / "strings").glob("*.toml"):
        tomllib.loads(path.read_text("utf-8"))
