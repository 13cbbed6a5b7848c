"""ChildProject 0.4.6: metrics of daylong recordings, peaks."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from reattune.measures.daylong import Amounts, hourly, lasting, peak
from reattune.measures.turn_rules import CHILD, Voice, find_turns

from .comparing import Check, check, number, rows_of

Rows = list[dict[str, str]]
Window = tuple[int, int]

_NO_CRY = "Theirs 0: the mean length of no cry. Ours: not estimable, there is none."
_CHILDREN = {"can_": "C", "cry_": "Y", "non_can_": "N", "": ""}
_ADDED = {"wc": "words", "sc": "syllables", "pc": "phonemes"}


def _voice(row: dict[str, str]) -> Voice:
    who = CHILD if row["speaker_type"] == "CHI" else row["speaker_type"]
    return Voice(who, int(row["segment_onset"]), int(row["segment_offset"]))


def _of(rows: Rows, speaker: str = "", kinds: str = "") -> Rows:
    return [
        row
        for row in rows
        if speaker in {"", row["speaker_type"]} and (not kinds or row["vcm_type"] in kinds)
    ]


def _rate(moments: Iterable[tuple[int, float]], window: Window) -> float | None:
    parts = [Amounts("s", tuple(moments), (window,))]
    return hourly(parts, measure="m", unit="per h", per=3_600_000).value


def _count(rows: Rows, window: Window) -> float | None:
    return _rate([(int(row["segment_onset"]), 1.0) for row in rows], window)


def _time(rows: Rows, window: Window) -> float | None:
    spans = [(int(row["segment_onset"]), int(row["segment_offset"])) for row in rows]
    return _rate(lasting(spans, (window,)), window)


def _added(rows: Rows, column: str, window: Window) -> float | None:
    return _rate(
        [(int(row["segment_onset"]), float(row[column])) for row in rows if row[column]], window
    )


def _mean(rows: Rows, window: Window) -> float | None:
    times, count = _time(rows, window), _count(rows, window)
    return times / count if times is not None and count else None


def _share(part: float | None, rest: float | None) -> float | None:
    return part / (part + rest) if part is not None and rest is not None and part + rest else None


def _metrics(rows: Rows, window: Window) -> dict[str, float | None]:
    """Return ACLEW's metrics of a window, by ChildProject's names."""
    ours: dict[str, float | None] = {}
    for kind, codes in _CHILDREN.items():
        found = _of(rows, "CHI", codes)
        ours[f"{kind}voc_chi_ph"] = _count(found, window)
        ours[f"{kind}voc_dur_chi_ph"] = _time(found, window)
        ours[f"avg_{kind}voc_dur_chi"] = _mean(found, window)
    for who in ("och", "mal", "fem"):
        found = _of(rows, who.upper())
        ours[f"voc_{who}_ph"] = _count(found, window)
        ours[f"voc_dur_{who}_ph"] = _time(found, window)
        ours[f"avg_voc_dur_{who}"] = _mean(found, window)
    for short, column in _ADDED.items():
        for who in ("adu", "mal", "fem"):
            found = _of(rows, "" if who == "adu" else who.upper())
            ours[f"{short}_{who}_ph"] = _added(found, column, window)
    speech, cries, canonical = (_of(rows, "CHI", kinds) for kinds in ("CN", "Y", "C"))
    plain = _of(rows, "CHI", "N")
    ours["lp_n"] = _share(_count(speech, window), _count(cries, window))
    ours["lp_dur"] = _share(_time(speech, window), _time(cries, window))
    ours["cp_n"] = _share(_count(canonical, window), _count(plain, window))
    ours["cp_dur"] = _share(_time(canonical, window), _time(plain, window))
    turns = find_turns([_voice(row) for row in rows], "childproject.simple_CTC")
    ours["simple_CTC_ph"] = _rate([(turn.second.onset, 1.0) for turn in turns], window)
    for who in ("chi", "fem"):
        ours[f"voc_{who}"] = float(len(_of(rows, who.upper())))
    for name in ("vtc", "vcm", "alice"):
        length = float(window[1] - window[0])
        ours[f"duration_aclew_{name}"] = ours[f"duration_segments_{name}"] = length
    return ours


def aclew(folder: Path) -> list[Check]:
    """Compare every metric of the whole recording and of two windows."""
    rows = rows_of(folder / "input.csv")
    (row,) = rows_of(folder / "expected.csv")
    ours = _metrics(rows, (0, 4000))
    names = [name for name in row if name in ours and name != "avg_cry_voc_dur_chi"]
    found = [
        check(f"{len(names)} metrics of 4 s", [number(row[n]) for n in names],
              [ours[n] for n in names]),
        check("avg_cry_voc_dur_chi", number(row["avg_cry_voc_dur_chi"]),
              ours["avg_cry_voc_dur_chi"], why=_NO_CRY),
    ]  # fmt: skip
    for part in rows_of(folder / "expected_segments.csv"):
        window = int(part["segment_onset"]), int(part["segment_offset"])
        inside = [r for r in rows if window[0] <= int(r["segment_onset"]) < window[1]]
        ours = _metrics(inside, window)
        names = [name for name in part if name in ours]
        found.append(
            check(f"{len(names)} metrics of {window[0]} to {window[1]} ms",
                  [number(part[n]) for n in names], [ours[n] for n in names])
        )  # fmt: skip
    return found


def ctc_peak(folder: Path) -> list[Check]:
    """Compare counts, rates and peaks a second; a recording without annotations has none."""
    rows = rows_of(folder / "input.csv")
    first, second = rows_of(folder / "expected.csv")
    return [_peaks(first, rows, ((0, 4000),)), _peaks(second, [], ())]


def _peaks(wanted: dict[str, str], rows: Rows, observed: tuple[Window, ...]) -> Check:
    turns = find_turns([_voice(row) for row in rows], "childproject.simple_CTC")
    amounts = {
        "voc_fem": [(int(r["segment_onset"]), 1.0) for r in _of(rows, "FEM")],
        "voc_chi": [(int(r["segment_onset"]), 1.0) for r in _of(rows, "CHI")],
        "simple_CTC": [(turn.second.onset, 1.0) for turn in turns],
        "wc_adu": [(int(r["segment_onset"]), float(r["words"])) for r in rows if r["words"]],
    }
    length = float(sum(end - start for start, end in observed))
    ours: dict[str, float | None] = {"duration_peak_vtc": length, "duration_peak_alice": length}
    for name, moments in amounts.items():
        part = Amounts("s", tuple(moments), observed)
        period = 3_600_000 if name == "voc_chi" else 1000
        ours[name] = part.total() if observed else None
        ours[f"{name}_ph"] = hourly([part], measure="m", unit="per h").value
        ours[f"peak_{name}"] = peak(part, measure="m", unit="", period=period).value
    names = [name for name in wanted if name in ours]
    label = f"{len(names)} counts, rates and peaks of {wanted['recording_filename']}"
    return check(label, [number(wanted[n]) for n in names], [ours[n] for n in names])
