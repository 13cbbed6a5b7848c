"""All pages: the help card, dark mode, a narrow screen, accessibility, the folder of sessions."""

from __future__ import annotations

import shutil

import pytest
from viewing import SCENE, viewer

PAGES = ("/explain", "/sessions", "/session/1", "/session/1/print", "/nothing-here")


@pytest.fixture
def running(serve, tmp_path):
    shutil.copy(SCENE, tmp_path / "a.eaf")
    shutil.copy(SCENE.parent / "angry-child.boris", tmp_path / "b.boris")
    (tmp_path / "bad.eaf").write_text("no coding at all")
    started = serve(viewer(tmp_path))
    assert started.state.collection.wait(20)
    return started


def ready(page, address):
    page.goto(address)
    page.wait_for_selector("main h1")
    if address.endswith("/session/1"):
        page.wait_for_selector(".episodes tbody tr")


@pytest.mark.parametrize("look", [(False, 1280), (True, 1280), (False, 320), (True, 320)])
def test_no_page_has_a_violation_or_scrolls_sideways(running, visit, axe, look):
    page = visit(running.link, dark=look[0], width=look[1])
    page.allowed.append("404")
    for path in PAGES:
        ready(page, running.gate.origin + path)
        if path == "/session/1":
            page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
            page.get_by_role("button", name="Edit 0:08.42").click()
        if look[1] > 320:
            assert axe(page) == [], path
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert over <= 0, f"{path} is {over} px too wide"


def test_at_200_percent_nothing_is_lost(running, visit):
    """640 CSS pixels at twice the size is what 1280 pixels at 200 % are."""
    page = visit(running.link, width=640, device_scale_factor=2)
    for path in ("/explain", "/sessions", "/session/1"):
        ready(page, running.gate.origin + path)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_the_help_card_is_at_the_same_place_and_opens_by_keyboard(running, visit):
    page = visit(running.link)
    page.allowed.append("404")
    places = set()
    for path in PAGES:
        ready(page, running.gate.origin + path)
        box = page.locator("#help > summary").bounding_box()
        places.add((round(box["x"]), round(box["y"])))
        page.locator("#help > summary").focus()
        page.keyboard.press("Enter")
        card = page.inner_text(".help-card")
        assert card.index("112") < card.index("somewhere safe, step away, call")
        page.keyboard.press("Escape")
        assert not page.locator(".help-card").is_visible()
    assert len(places) == 1


def test_the_own_country_comes_first(running, visit):
    page = visit(running.link, locale="de-DE")
    page.click("#help > summary")
    assert page.locator("#help-countries > li").first.get_attribute("data-country") == "DE"


def test_the_theme_can_be_chosen_and_is_kept(running, visit):
    page = visit(running.link)
    page.goto(running.gate.origin + "/explain")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.select_option("#theme", "dark")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert light != dark
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark


def test_the_folder_is_sorted_and_a_bad_file_stands_below(running, visit):
    page = visit(running.link)
    page.locator("tbody tr").nth(1).wait_for()
    assert page.locator("tbody th a").all_inner_texts() == ["a", "b"]
    page.get_by_role("button", name="Length").click()
    page.get_by_role("button", name="Length").click()
    assert page.locator("tbody th a").all_inner_texts() == ["b", "a"]  # 5:38 before 3:41
    assert "bad.eaf" in page.inner_text("#failures")
    page.get_by_role("link", name="a", exact=True).click()
    page.locator(".episodes tbody tr").nth(5).wait_for()


def test_the_clips_for_a_talk_put_what_went_well_first(running, visit):
    page = visit(running.link)
    ready(page, running.gate.origin + "/session/1")
    page.click(".talk > summary")
    clips = page.locator(".talk .clip-name").all_inner_texts()
    kinds = [clip.split(", ")[2] for clip in clips]
    order = ["good moment together", "repaired", "child settled alone", "end not seen"]
    assert kinds == sorted(kinds, key=order.index)
    assert kinds[0] == "good moment together"
    page.get_by_role("button", name="Keep this order").click()
    page.get_by_text("Log: 1 entry").wait_for()


def test_the_policy_blocks_inline_script_and_style_but_not_the_pages_own(running, visit):
    page = visit(running.link)
    page.allowed += ["Content Security Policy", "violates"]
    page.goto(running.gate.origin + "/explain")
    page.evaluate(
        """() => { const s = document.createElement('script'); s.textContent = 'window.bad = 1';
        document.head.append(s); const p = document.createElement('p'); p.id = 'p';
        p.setAttribute('style', 'color: rgb(1, 2, 3)'); document.body.append(p); }"""
    )
    assert page.evaluate("window.bad") is None
    assert page.evaluate("getComputedStyle(p).color") != "rgb(1, 2, 3)"
    page.evaluate("p.style.setProperty('color', 'rgb(1, 2, 3)')")
    assert page.evaluate("getComputedStyle(p).color") == "rgb(1, 2, 3)"


def test_another_page_on_this_machine_reaches_nothing(running, serve, visit):
    """A page of another port, cookie present: no post, no WebSocket, no reading."""
    page = visit(running.link)
    other = serve()
    page.allowed += ["", "violates"]
    page.goto(other.link)
    answer = page.evaluate(
        "async (to) => fetch(to + '/api/collection').then((a) => a.status, () => 'blocked')",
        running.gate.origin,
    )
    assert answer == "blocked"
