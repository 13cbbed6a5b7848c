"""Imports go down only; every room has a floor."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def lint(cwd, config=None):
    arguments = ["--no-cache"] + (["--config", str(config)] if config else [])
    code = f"from importlinter.cli import lint_imports_command as c; c({arguments!r})"
    return subprocess.run(
        [sys.executable, "-c", code], cwd=cwd, capture_output=True, text=True, check=False
    )


def test_the_contract_holds():
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "1 kept, 0 broken" in result.stdout


def test_the_contract_would_notice_an_import_upwards(tmp_path):
    """A ground room that imports a door must break the contract: the check can fail."""
    package = tmp_path / "toy"
    for room, text in {"record": "from toy.cli import x\n", "cli": "x = 1\n"}.items():
        (package / room).mkdir(parents=True)
        (package / room / "__init__.py").write_text(text)
    (package / "__init__.py").write_text("")
    config = tmp_path / "floors.ini"
    config.write_text(
        "[importlinter]\nroot_package = toy\n[importlinter:contract:1]\nname = floors\n"
        "type = layers\nexhaustive = true\ncontainers = toy\nlayers =\n    cli\n    record\n"
    )
    result = lint(tmp_path, config)
    assert result.returncode != 0
    assert "toy.record -> toy.cli" in result.stdout


def test_every_room_has_a_floor():
    text = (ROOT / "pyproject.toml").read_text()
    rooms = {p.stem for p in (ROOT / "src/reattune").iterdir() if p.suffix in {"", ".py"}}
    for room in rooms - {"__init__", "__pycache__", "py"}:
        assert room in text.split("layers = [")[1], f"{room} has no floor"
