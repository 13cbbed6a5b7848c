"""The headers of a CHAT transcript: who speaks, in which role, how old; never names and dates."""

from __future__ import annotations

import re
from datetime import date

from .chat_lines import Line
from .tally import Tally

_AGE = re.compile(r"(\d{1,3});(?:(\d{1,2})\.?(?:(\d{1,2}))?)?", re.ASCII)
_DATE = re.compile(r"(\d{1,2})-([A-Z]{3})-(\d{4})", re.ASCII)
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_DAYS_A_MONTH = 365.25 / 12
_KEPT = {"@Languages": "languages", "@Types": "types"}
_CHILD = "Target_Child"


class Header:
    """What the headers say, and which speakers they do not name (those are counted when met).

    Parameters
    ----------
    lines, tally
        The transcript's logical lines, and where oddities are counted.
    """

    def __init__(self, lines: list[Line], tally: Tally) -> None:
        self._tally = tally
        self._texts: dict[str, list[str]] = {}
        for line in lines:
            if line.name.startswith("@"):
                self._texts.setdefault(line.name, []).append(line.text)
        self._roles = self._read_roles()
        children = [code for code, role in self._roles.items() if role == _CHILD]
        if len(children) > 1:
            tally.add("several_children", "file", ", ".join(children), count=len(children))
        self.ages = self._read_ages()
        self.notes = {
            kept: text
            for name, kept in _KEPT.items()
            if (text := " ".join(self.first(name).split()))
        }

    def first(self, name: str) -> str:
        """Return the first header of a name, or nothing."""
        return self._texts.get(name, [""])[0]

    def subject(self, code: str, where: str) -> str:
        """Name a speaker by code and role: ``CHI Target_Child``."""
        role = self._roles.get(code)
        if role is None:
            self._tally.add("unknown_speaker", code, where)
            return code
        return f"{code} {role}".strip()

    def _read_roles(self) -> dict[str, str]:
        """Return the role of each speaker: the last word of its entry in @Participants, or @ID."""
        roles: dict[str, str] = {}
        for fields in self._ids():
            roles[fields[2]] = fields[7]
        for text in self._texts.get("@Participants", []):
            for entry in text.split(","):
                words = entry.split()
                if len(words) > 1:
                    roles[words[0]] = words[-1]
                elif words:
                    roles.setdefault(words[0], "")
        return roles

    def _ids(self) -> list[list[str]]:
        entries = [text.split("|") for text in self._texts.get("@ID", [])]
        return [[field.strip() for field in fields] for fields in entries if len(fields) >= 8]

    def _read_ages(self) -> dict[str, float]:
        ages: dict[str, float] = {}
        for fields in self._ids():
            code, text = fields[2], fields[3]
            age = self._age(code, text)
            if age is not None:
                ages[f"{code} {self._roles.get(code, '')}".strip()] = age
        return ages

    def _age(self, code: str, text: str) -> float | None:
        match = _AGE.fullmatch(text)
        if match:
            years, months, days = (int(part or 0) for part in match.groups())
            return years * 12 + months + days / _DAYS_A_MONTH
        if text:
            self._tally.add("unread_age", code, "")
        born, today = _date(self.first(f"@Birth of {code}")), _date(self.first("@Date"))
        if born is None or today is None or born > today:
            return None
        return (today - born).days / _DAYS_A_MONTH


def _date(text: str) -> date | None:
    match = _DATE.fullmatch(text.strip().upper())
    if match is None or match.group(2) not in _MONTHS:
        return None
    try:
        return date(int(match.group(3)), _MONTHS.index(match.group(2)) + 1, int(match.group(1)))
    except ValueError:
        return None
