"""Three small sessions and a manifest that names them, for the tests of tables."""

from __future__ import annotations

from reattune.study import analyse, read_manifest

MENDED = """onset_s,offset_s,person,code
0,10,child,positive
10,14,child,averted
14,30,child,neutral
0,12,caregiver,stimulate
12,30,caregiver,pause
"""
"""One rupture at 10 s, answered at 12 s, repaired at 14 s; 30 s coded."""

OPEN = """onset_s,offset_s,person,code
0,10,child,positive
10,30,child,averted
0,30,caregiver,stimulate
"""
"""One rupture at 10 s, open when the record ends at 30 s."""

CALM = """onset_s,offset_s,person,code
0,30,child,positive
0,30,caregiver,positive
"""


def study(folder, lines, **files):
    for name, text in {"a": MENDED, "b": OPEN, "c": CALM, **files}.items():
        (folder / f"{name}.csv").write_text(text)
    (folder / "study.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return analyse(read_manifest(folder / "study.csv"), definitions=["misattunement"])
