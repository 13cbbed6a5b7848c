"""Every attack of the list, and what must still pass."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from reattune.web.gate import Gate
from reattune.web.guard import BODY_LIMIT, HEADERS, MESSAGE_LIMIT, Guard


@pytest.fixture
def app(gate):
    """The guard round an app that answers everything, so that only the guard can refuse."""

    async def echo(request: Request) -> PlainTextResponse:
        return PlainTextResponse(f"{len(await request.body())} bytes")

    async def talk(socket) -> None:
        await socket.accept()
        with suppress(WebSocketDisconnect):
            while True:
                await socket.send_text(await socket.receive_text())

    routes = [
        Route("/{path:path}", echo, methods=["GET", "POST", "PUT", "DELETE"]),
        WebSocketRoute("/ws", talk),
    ]
    return Guard(Starlette(routes=routes), gate, start="/begin")


@pytest.fixture
def ask(app, gate):
    """Ask with the cookie and our own origin unless told otherwise (None leaves a header out)."""
    client = TestClient(app, base_url=gate.origin, follow_redirects=False)

    def asking(method="GET", path="/x", content=None, **headers):
        given = {"cookie": f"rt{gate.port}={gate.secret}", "origin": gate.origin}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        kept = {name: value for name, value in given.items() if value is not None}
        return client.request(method, path, content=content, headers=kept)

    return asking


def test_the_own_page_may_get_and_post(ask):
    assert ask().status_code == 200
    assert ask("POST", content=b"abc").text == "3 bytes"


@pytest.mark.parametrize("cookie", [None, "", "rt8417=", "rt8417=wrong", "other={secret}"])
def test_without_the_cookie_nothing_is_answered(ask, gate, cookie):
    given = cookie and cookie.format(secret=gate.secret)
    assert ask(cookie=given).status_code == 401


def test_a_cookie_of_another_port_does_not_count(ask, gate):
    assert ask(cookie=f"rt9999={gate.secret}").status_code == 401


def test_a_cookie_with_foreign_letters_is_refused_not_a_crash(ask):
    assert ask(cookie="rt8417=\xff\xfe".encode("latin-1")).status_code == 401


def test_the_link_works_once_and_leads_to_a_clean_address(app, gate):
    first = TestClient(app, base_url=gate.origin, follow_redirects=False)
    answer = first.get("/", params={"token": gate.token})
    assert (answer.status_code, answer.headers["location"]) == (303, "/begin")
    given = answer.headers["set-cookie"]
    assert re.fullmatch(rf"rt{gate.port}=[\w-]{{43}}; HttpOnly; SameSite=Strict; Path=/", given)
    assert first.get("/x").status_code == 200
    # The same browser may follow the link again; another one may not.
    assert first.get("/", params={"token": gate.token}).status_code == 303
    second = TestClient(app, base_url=gate.origin, follow_redirects=False)
    assert second.get("/", params={"token": gate.token}).status_code == 401


@pytest.mark.parametrize("token", ["", "wrong", "\xff"])
def test_a_wrong_token_is_refused_and_does_not_use_the_right_one_up(app, gate, token):
    client = TestClient(app, base_url=gate.origin, follow_redirects=False)
    assert client.get("/", params={"token": token}).status_code == 401
    assert client.get(f"/?token={token}&token={gate.token}").status_code == 401
    assert client.get("/", params={"token": gate.token}).status_code == 303


def test_token_and_cookie_are_32_random_bytes_each():
    one, two = Gate(port=1), Gate(port=1)
    assert len({one.token, one.secret, two.token, two.secret}) == 4
    assert all(len(secret) == 43 for secret in (one.token, one.secret))  # 32 bytes in base64
    assert one.token not in repr(one)
    assert one.secret not in repr(one)


@pytest.mark.parametrize(
    "host",
    [
        "evil.com",
        "127.0.0.1.evil.com:8417",
        "127.0.0.1:84170",
        "127.0.0.1",
        "127.0.0.1:8418",
        "localhost:8417",
        "127.0.0.1:8417.evil.com",
        "",
    ],
)
def test_another_host_is_refused_though_the_cookie_is_right(ask, host):
    assert ask(host=host).status_code == 421


def test_two_hosts_are_refused(app, gate):
    client = TestClient(app, base_url=gate.origin)
    headers = [("host", gate.host), ("host", "evil.com")]
    headers += [("cookie", f"rt{gate.port}={gate.secret}")]
    assert client.get("/x", headers=headers).status_code == 421


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
@pytest.mark.parametrize(
    "origin",
    [None, "null", "http://evil.com", "http://127.0.0.1:9999", "http://localhost:8417",
     "https://127.0.0.1:8417", "http://127.0.0.1:8417.evil.com"],
)  # fmt: skip
def test_writing_without_our_own_origin_is_refused(ask, method, origin):
    assert ask(method, content=b"{}", origin=origin).status_code == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize("mode", [None, "cors", "no-cors", "navigate"])
def test_what_another_site_embeds_or_fetches_is_refused(ask, site, mode):
    answer = ask(sec_fetch_site=site, sec_fetch_mode=mode, sec_fetch_dest="iframe")
    assert answer.status_code == 403


def test_a_person_may_follow_a_link_to_a_page(ask):
    way = {"sec_fetch_mode": "navigate", "sec_fetch_dest": "document"}
    assert ask(sec_fetch_site="cross-site", **way).status_code == 200
    assert ask("POST", sec_fetch_site="cross-site", **way).status_code == 403


@pytest.mark.parametrize("site", ["none", "same-origin"])
def test_our_own_requests_pass(ask, site):
    assert ask(sec_fetch_site=site).status_code == 200


@pytest.mark.parametrize(
    "header",
    [
        {"origin": "http://127.0.0.1:9999"},
        {"origin": None},
        {"origin": "null"},
        {"cookie": None},
        {"cookie": "rt8417=wrong"},
        {"host": "evil.com"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_a_strange_websocket_is_closed_with_4403(app, gate, header):
    client = TestClient(app, base_url=gate.origin)
    given = {"cookie": f"rt{gate.port}={gate.secret}", "origin": gate.origin} | header
    headers = {name: value for name, value in given.items() if value is not None}
    with (
        client.websocket_connect(f"ws://{gate.host}/ws", headers=headers) as socket,
        pytest.raises(WebSocketDisconnect) as closed,
    ):
        socket.receive_text()
    assert closed.value.code == 4403


def test_our_own_websocket_talks_and_a_long_message_closes_it(app, gate):
    client = TestClient(app, base_url=gate.origin)
    headers = {"cookie": f"rt{gate.port}={gate.secret}", "origin": gate.origin}
    with client.websocket_connect(f"ws://{gate.host}/ws", headers=headers) as socket:
        socket.send_text("x" * MESSAGE_LIMIT)
        assert len(socket.receive_text()) == MESSAGE_LIMIT
        socket.send_text("x" * (MESSAGE_LIMIT + 1))
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_text()
    assert closed.value.code == 1009


def test_a_body_over_the_limit_is_refused(ask):
    assert ask("POST", content=b"x" * BODY_LIMIT).status_code == 200
    assert ask("POST", content=b"x" * (BODY_LIMIT + 1)).status_code == 413


def test_a_body_that_does_not_say_its_length_is_refused_where_it_grows_too_long(ask):
    pieces = (b"x" * 100_000 for _ in range(11))
    assert ask("POST", content=pieces).status_code == 413


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2fapp.py",
        "/static/..%5capp.py",
        "/static/%2e%2e%2fapp.py",
        "/static/css/../../gate.py",
        "/static//etc/passwd",
        "/static/css",
        "/static/",
        "/media/../../etc/passwd",
    ],
)
def test_traversal_finds_nothing(enter, path):
    answer = enter().get(path)
    assert answer.status_code == 404
    assert "import" not in answer.text


def test_static_files_come_with_their_type(enter):
    answer = enter().get("/static/js/shell.js")
    assert answer.headers["content-type"].startswith("text/javascript")


@pytest.mark.parametrize("path", ["/", "/explain", "/static/css/base.css", "/nothing", "/api/no"])
def test_every_answer_bears_the_headers(enter, path):
    answer = enter().get(path)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS


def test_refusals_bear_the_headers_too(stranger):
    answer = stranger.get("/")
    assert answer.status_code == 401
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS


def test_the_policy_is_the_one_that_was_decided():
    assert HEADERS["content-security-policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        "media-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    )


@pytest.mark.parametrize("path", ["/", "/explain", "/nothing"])
def test_pages_hold_no_inline_script_style_or_handler(enter, path):
    html = enter().get(path).text
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", html)
    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", html, re.DOTALL)
    assert scripts
    assert all(' src="/static/' in attributes and not body for attributes, body in scripts)
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", html)
