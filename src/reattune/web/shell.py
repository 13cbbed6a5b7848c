"""What all pages share: head, navigation, the help card in its place, the foot."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from importlib.util import find_spec

from starlette.responses import HTMLResponse

from .help_card import help_card
from .static_files import imports_of
from .strings import text

_NAVIGATION = (
    ("/sessions", "nav.sessions"),
    ("/practice", "nav.practice"),
    ("/explain", "nav.explain"),
)

_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="/static/icon.svg">
<link rel="stylesheet" href="/static/css/base.css">
{styles}<script src="/static/js/lib/theme-first.js"></script>
<script type="module" src="/static/js/shell.js"></script>
{scripts}</head>
<body>
<a class="skip" href="#main">{skip}</a>
<header class="top">
<a class="brand" href="/">reattune</a>
<nav aria-label="{pages}"><ul>{links}</ul></nav>
<div class="top-end">
<label class="theme"><span class="visually-hidden">{theme}</span><select id="theme">
<option value="auto">{auto}</option><option value="light">{light}</option>
<option value="dark">{dark}</option></select></label>
{help}</div>
</header>
<main id="main" tabindex="-1">
{body}
</main>
<footer><p>{foot}</p></footer>
</body>
</html>
"""


def page(
    title: str,
    body: str,
    *,
    path: str = "",
    modules: Sequence[str] = (),
    styles: Sequence[str] = (),
    status: int = 200,
) -> HTMLResponse:
    """Make a page.

    Parameters
    ----------
    title
        Plain text; it also stands in the window's title.
    body
        HTML inside ``<main>``; it must bear the page's ``<h1>`` (or its module makes one).
    path
        The navigation's entry that is marked as the current one.
    modules, styles
        Scripts and style sheets under ``/static/``.
    status
        The answer's status.
    """
    loaded = [name for module in modules for name in imports_of(module)]
    scripts = [f'<link rel="modulepreload" href="/static/{escape(name)}">\n' for name in loaded]
    scripts += [f'<script type="module" src="/static/{escape(m)}"></script>\n' for m in modules]
    sheets = [f'<link rel="stylesheet" href="/static/{escape(s)}">\n' for s in styles]
    html = _PAGE.format(
        language="en",
        title=escape(f"{title} - reattune"),
        styles="".join(sheets),
        scripts="".join(scripts),
        skip=escape(text("shell.skip")),
        pages=escape(text("shell.pages")),
        links="".join(_link(target, key, path) for target, key in _NAVIGATION),
        theme=escape(text("shell.theme")),
        auto=escape(text("shell.auto")),
        light=escape(text("shell.light")),
        dark=escape(text("shell.dark")),
        help=help_card(),
        body=body,
        foot=escape(text("shell.foot")),
    )
    return HTMLResponse(html, status_code=status)


def script_page(title: str, module: str, *, path: str = "", style: str = "") -> HTMLResponse:
    """Make a page whose content a module draws into ``#app``."""
    body = (
        f'<div id="app"><p class="note">{escape(text("shell.loading"))}</p></div>\n'
        f"<noscript><p>{escape(text('shell.noscript'))}</p></noscript>"
    )
    return page(title, body, path=path, modules=[module], styles=[style] if style else [])


def _link(target: str, key: str, current: str) -> str:
    if target == "/practice" and find_spec(f"{__package__}.practice_routes") is None:
        return ""
    mark = ' aria-current="page"' if target == current else ""
    return f'<li><a href="{target}"{mark}>{escape(text(key))}</a></li>'
