"""Both scenes in a real browser: played by keyboard, cut, taken over, left without a server."""

from __future__ import annotations

import json

import pytest
from viewing import until

from reattune.practice import parse_replay, play_again
from reattune.web.state import AppState

RATTLE = "/practice/rattle?seed=11"
ANGRY = "/practice/angry-child?seed=31&age=5"
CANVAS = "document.querySelector('.stage canvas')"


@pytest.fixture
def running(serve):
    return serve(lambda gate: AppState(gate=gate, start="/practice"))


def arrive(page, address):
    """Open a page and wait until it has drawn its content."""
    page.goto(address)
    page.wait_for_selector("main h1")
    if "/practice/rattle" in address or "/practice/angry" in address:
        page.wait_for_selector(".begin button.primary:enabled, .runs")
    if address.endswith("/cues"):
        page.wait_for_selector(".cues canvas")


def begin(page, address):
    arrive(page, address)
    page.focus(".begin button.primary")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-act]:enabled")


def look_is(page, *looks):
    until(page, f"n.includes({CANVAS}.dataset.look)", list(looks))


def tab_to(page, selector):
    """Walk to an element with the Tab key alone."""
    for _ in range(80):
        if page.evaluate("(s) => document.activeElement?.matches(s)", selector):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{selector} cannot be reached by Tab")


def finish_by_keyboard(page):
    tab_to(page, ".runner .primary")
    page.keyboard.press("Enter")
    page.wait_for_selector(".runs figure, .runs svg")


def outcomes(page, run=0):
    found = page.locator(f"[data-run='{run}'] [data-outcome]")
    return [item.get_attribute("data-outcome") for item in found.all()]


def test_the_rattle_by_keyboard_to_rupture_repair_and_do_over(running, visit, tmp_path):
    page = visit(running.link)
    begin(page, running.gate.origin + RATTLE)
    page.keyboard.press("1")
    look_is(page, "averted", "comfort", "fuss", "cry")
    tick = int(page.evaluate(f"{CANVAS}.dataset.tick"))
    until(page, f"Number({CANVAS}.dataset.tick) > n", tick + 45)
    page.keyboard.press("3")
    look_is(page, "soothed", "neutral", "positive")
    tick = int(page.evaluate(f"{CANVAS}.dataset.tick"))
    until(page, f"Number({CANVAS}.dataset.tick) > n", tick + 75)
    finish_by_keyboard(page)
    assert "repaired" in outcomes(page)
    assert "The cue came at" in page.inner_text(".moments")
    assert "Mended after" in page.inner_text(".moments")
    assert len(page.locator(".lessons tbody tr").all()) == 5

    with page.expect_download() as saving:
        page.get_by_text("Save replay").click()
    saving.value.save_as(tmp_path / "one.replay.json")
    saved = (tmp_path / "one.replay.json").read_text()
    assert [e.outcome for e in play_again(parse_replay(saved)).episodes()] == outcomes(page)

    tab_to(page, "[data-again]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".begin")
    assert "do-over" in page.inner_text(".begin")
    page.focus(".begin button.primary")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-act]:enabled")
    page.keyboard.press("2")
    until(page, f"{CANVAS}.dataset.act === 'pause'")
    page.keyboard.press("p")
    page.wait_for_selector("text=Nothing happens until you go on")
    finish_by_keyboard(page)
    page.wait_for_selector("[data-run='1'] svg")
    assert len(page.locator(".runs svg.timeline").all()) == 2


def test_the_angry_child_by_keyboard_to_rupture_and_repair(running, visit):
    page = visit(running.link)
    page.set_default_timeout(40_000)
    begin(page, running.gate.origin + ANGRY)
    look_is(page, "angry", "sad-under", "crying")
    tab_to(page, "[data-line='yell.stop']")
    page.keyboard.press("Enter")
    until(page, f"{CANVAS}.dataset.act === 'say:yell.stop'")
    until(page, f"{CANVAS}.dataset.act === 'wait'")
    page.keyboard.press("4")
    tick = int(page.evaluate(f"{CANVAS}.dataset.tick"))
    until(page, f"Number({CANVAS}.dataset.tick) > n", tick + 90)
    tab_to(page, ".typed input")
    page.keyboard.type("im so sorry i yelled")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-said]")
    tab_to(page, ".typed input")
    page.keyboard.type("sorry you feel that way")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=not one the scene knows")
    for _ in range(4):
        tick = int(page.evaluate(f"{CANVAS}.dataset.tick"))
        until(page, f"Number({CANVAS}.dataset.tick) > n", tick + 240)
        if page.evaluate(f"['calm', 'warm', 'repaired', 'turned'].includes({CANVAS}.dataset.look)"):
            break
    tick = int(page.evaluate(f"{CANVAS}.dataset.tick"))
    until(page, f"Number({CANVAS}.dataset.tick) > n", tick + 120)
    finish_by_keyboard(page)
    assert outcomes(page)[0] == "repaired"
    assert "I'm so sorry I yelled" in page.inner_text(".runs")


def cut(running):
    """Cut every line to the server, as a network does: no close, no word."""
    for connection in list(running.server.server_state.connections):
        connection.loop.call_soon_threadsafe(connection.transport.abort)


def test_keys_stay_alive_when_a_button_goes(running, visit):
    """Step away, come back by the button that then disappears: the next key is heard."""
    page = visit(running.link)
    begin(page, running.gate.origin + RATTLE)
    page.keyboard.press("5")
    until(page, f"{CANVAS}.dataset.act === 'away'")
    page.focus("[data-act=back]")
    page.keyboard.press("Enter")
    until(page, f"{CANVAS}.dataset.act === 'pause'")
    page.keyboard.press("1")
    until(page, f"{CANVAS}.dataset.act === 'shake'")


def test_an_open_rupture_can_be_gone_on_with(running, visit):
    """Stop while the baby cries, go on, hold: it is mended in the same run."""
    page = visit(running.link)
    page.set_default_timeout(40_000)
    begin(page, running.gate.origin + RATTLE)
    page.keyboard.press("1")
    look_is(page, "fuss", "cry", "comfort")
    tick = int(page.evaluate(f"{CANVAS}.dataset.tick"))
    until(page, f"Number({CANVAS}.dataset.tick) > n", tick + 45)
    finish_by_keyboard(page)
    assert "censored" in outcomes(page)
    tab_to(page, "[data-go-on]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".begin button.primary:enabled")
    assert "where you stopped" in page.inner_text(".begin")
    page.focus(".begin button.primary")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-act]:enabled")
    page.keyboard.press("4")
    look_is(page, "soothed", "positive")
    tick = int(page.evaluate(f"{CANVAS}.dataset.tick"))
    until(page, f"Number({CANVAS}.dataset.tick) > n", tick + 75)
    finish_by_keyboard(page)
    assert "repaired" in outcomes(page)
    assert len(page.locator(".runs section").all()) == 1


@pytest.mark.parametrize("size", [(1280, 800), (1280, 620), (640, 400), (320, 568)])
def test_the_child_is_in_sight_while_a_line_is_said(running, visit, size):
    """The last line has the focus: the whole child is in the window, the line is not under it."""
    page = visit(running.link, width=size[0], height=size[1])
    begin(page, running.gate.origin + ANGRY)
    page.focus("[data-line='apology.meant']")
    child = page.locator(".stage canvas").bounding_box()
    line = page.locator("[data-line='apology.meant']").bounding_box()
    assert child["y"] >= -1
    assert child["y"] + child["height"] <= size[1]
    assert line["y"] + line["height"] <= size[1] + 1
    aside = line["x"] >= child["x"] + child["width"]
    assert aside or line["y"] >= child["y"] + child["height"]


def test_a_cut_line_pauses_says_so_and_comes_back(running, visit):
    page = visit(running.link)
    page.allowed.append("WebSocket")
    begin(page, running.gate.origin + RATTLE)
    page.keyboard.press("1")
    until(page, f"Number({CANVAS}.dataset.tick) > 30")
    cut(running)
    page.wait_for_selector("text=The scene waits for you")
    tick = int(page.evaluate(f"{CANVAS}.dataset.tick"))
    assert tick > 30
    page.get_by_role("button", name="Go on").click()
    until(page, f"Number({CANVAS}.dataset.tick) > n", tick + 15)
    assert page.evaluate(f"{CANVAS}.dataset.act") == "shake"


def test_a_killed_server_is_told_and_nothing_is_lost(running, visit, tmp_path):
    page = visit(running.link)
    page.allowed += ["WebSocket", "ERR_CONNECTION_REFUSED"]
    begin(page, running.gate.origin + RATTLE)
    page.keyboard.press("1")
    until(page, f"Number({CANVAS}.dataset.tick) > 30")
    running.stop()
    page.wait_for_selector("[data-trouble='dead']")
    with page.expect_download() as saving:
        page.get_by_role("button", name="Save what I did").click()
    saving.value.save_as(tmp_path / "left.replay.json")
    replay = parse_replay((tmp_path / "left.replay.json").read_text())
    assert (replay.scene, replay.seed, replay.acts[-1][1]) == ("rattle", 11, "shake")
    assert replay.ticks > 30
    assert json.loads((tmp_path / "left.replay.json").read_text())["acts"][0] == [0, "pause"]


def test_after_a_new_start_the_page_asks_for_the_new_link(running, visit):
    page = visit(running.link)
    page.allowed.append("WebSocket")
    begin(page, running.gate.origin + RATTLE)
    page.context.clear_cookies()
    cut(running)
    page.wait_for_selector("[data-trouble='stranger']")
    assert "new link" in page.inner_text("[data-trouble]")


def test_two_tabs_play_two_scenes_and_one_scene_stays_in_one(running, visit):
    page = visit(running.link)
    begin(page, running.gate.origin + RATTLE)
    other = page.context.new_page()
    begin(other, running.gate.origin + RATTLE)
    page.keyboard.press("1")
    other.keyboard.press("4")
    until(other, f"{CANVAS}.dataset.act === 'hold'")
    until(page, f"{CANVAS}.dataset.act === 'shake'")
    run = page.evaluate("sessionStorage.getItem('practice')")
    assert run != other.evaluate("sessionStorage.getItem('practice')")

    other.evaluate("(run) => sessionStorage.setItem('practice', run)", run)
    other.reload()
    page.wait_for_selector("[data-trouble='taken']")
    page.get_by_role("button", name="Go on in this window").click()
    other.wait_for_selector("[data-trouble='taken']")
    page.get_by_role("button", name="Go on", exact=True).click()
    until(page, "document.querySelector('[data-run]').textContent.includes('Pause')")


def test_a_reload_goes_on_where_it_was(running, visit):
    page = visit(running.link)
    begin(page, running.gate.origin + RATTLE)
    page.keyboard.press("1")
    until(page, f"Number({CANVAS}.dataset.tick) > 30")
    page.reload()
    page.wait_for_selector(".begin button.primary:enabled")
    until(page, f"Number({CANVAS}.dataset.tick) > 30")


def test_the_text_twin_follows_but_not_at_every_flicker(running, visit):
    page = visit(running.link)
    begin(page, running.gate.origin + RATTLE)
    page.keyboard.press("1")
    page.evaluate("""() => { window.said = 0; new MutationObserver(() => window.said++)
        .observe(document.querySelector('[data-twin]'), {childList: true, characterData: true,
        subtree: true}); }""")
    look_is(page, "averted", "comfort")
    until(page, "document.querySelector('[data-twin]').textContent.includes('away')")
    tick = int(page.evaluate(f"{CANVAS}.dataset.tick"))
    seconds = tick / 30
    assert page.evaluate("window.said") <= seconds / 2.5 + 2


def test_a_saved_replay_opens_from_the_page_of_choices(running, visit, tmp_path):
    from reattune.practice import open_scene, write_replay

    played = open_scene("rattle", seed=11)
    played.act("shake", seconds=12)
    write_replay(played.replay(), tmp_path / "a.replay.json")
    page = visit(running.link)
    arrive(page, running.gate.origin + "/practice")
    page.set_input_files("#replay input", tmp_path / "a.replay.json")
    page.wait_for_selector(".runs svg")
    assert outcomes(page) == [e.outcome for e in played.episodes()] != []


@pytest.mark.parametrize("look", [(False, 1280), (True, 1280), (False, 320), (True, 320)])
def test_no_violation_and_nothing_sideways(running, visit, axe, look):
    page = visit(running.link, dark=look[0], width=look[1])
    for path in ("/practice", "/practice/cues", RATTLE, ANGRY):
        arrive(page, running.gate.origin + path)
        assert axe(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
    begin(page, running.gate.origin + ANGRY)
    until(page, f"Number({CANVAS}.dataset.tick) > 10")
    assert axe(page) == []
    small = page.evaluate("""() => [...document.querySelectorAll('main button, main .button')]
        .filter((b) => b.getBoundingClientRect().height < 44).map((b) => b.textContent)""")
    assert small == []
    page.locator("[data-line='yell.stop']").click()
    page.locator(".runner .primary").click()
    page.wait_for_selector(".runs svg")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_with_reduced_motion_nothing_moves_by_itself(running, visit):
    """The picture of a paused scene is the same half a second of frames later."""
    page = visit(running.link, reduced_motion=True)
    begin(page, running.gate.origin + RATTLE)
    page.keyboard.press("1")
    until(page, f"Number({CANVAS}.dataset.tick) > 10")
    page.keyboard.press("p")
    page.wait_for_selector("text=Nothing happens until you go on")
    shot = f"(() => {{ const c = {CANVAS}; return c.toDataURL(); }})()"
    first = page.evaluate(shot)
    frames = int(page.evaluate(f"{CANVAS}.dataset.frames"))
    until(page, f"Number({CANVAS}.dataset.frames) > n", frames + 20)
    assert page.evaluate(shot) == first
