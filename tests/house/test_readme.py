"""The README's Python runs as it stands, on the package's own example."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

README = Path(__file__).resolve().parents[2] / "README.md"


def test_the_python_of_the_readme_runs(tmp_path, monkeypatch):
    """All blocks in order, with the demo's rattle scene as the visit."""
    visit = files("reattune.cli") / "scenes" / "rattle.eaf"
    (tmp_path / "visit-07.eaf").write_bytes(visit.read_bytes())
    book = files("reattune.record") / "codebooks" / "scenes.toml"
    (tmp_path / "my.toml").write_bytes(book.read_bytes())
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", README.read_text(), flags=re.S)
    assert len(blocks) >= 2
    exec("\n".join(blocks), {})  # noqa: S102 (our own README)
    assert (tmp_path / "visit-07.html").stat().st_size > 10_000


def test_links_of_the_readme_lead_somewhere():
    text = README.read_text()
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        if "://" not in target:
            assert (README.parent / target).exists(), target
