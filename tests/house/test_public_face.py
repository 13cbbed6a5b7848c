"""Names that users see: few, documented, loadable."""

from __future__ import annotations

import re
from pathlib import Path

import reattune

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "src").rglob("*.py"))


def test_at_most_thirty_public_names_and_each_loads_and_is_documented():
    assert len(reattune.__all__) <= 30
    for name in reattune.__all__:
        assert getattr(reattune, name).__doc__, name


def test_an_unknown_name_is_an_attribute_error():
    assert not hasattr(reattune, "nonsense")


def test_files_stay_small():
    long = {p.name: n for p in SOURCES if (n := len(p.read_text().splitlines())) > 400}
    assert not long


def test_there_is_no_room_for_everything():
    assert not [p for p in SOURCES if p.stem in {"utils", "helpers", "misc", "common"}]


def test_no_warnings_and_no_broad_except():
    for path in SOURCES:
        text = path.read_text()
        assert "import warnings" not in text, path
        assert not re.search(r"except( Exception| BaseException)?:", text), path


def test_version_is_said_once_and_the_same():
    text = (ROOT / "pyproject.toml").read_text()
    assert f'version = "{reattune.__version__}"' in text
    assert f"version: {reattune.__version__}" in (ROOT / "CITATION.cff").read_text()
    assert f"## {reattune.__version__}" in (ROOT / "CHANGELOG.md").read_text()


def test_no_path_of_a_machine_stands_in_the_tree():
    for path in [*SOURCES, *ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        assert not re.search(r"/(root|home|work)/\w", path.read_text()), path
