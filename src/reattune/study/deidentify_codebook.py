"""A codebook of a de-identified Session: which states its codes mean, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Mapping

from ..record import (
    MISSING,
    UNMAPPED,
    Codebook,
    Person,
    Session,
    codebook_ids,
    load_codebook,
    parse_codebook,
)
from ..record.states import known_states
from .deidentify_labels import PLAIN_ROLES, Cleaner


def spelled_codes(codebook: Codebook) -> set[str]:
    """Return the codes that a codebook spells out: a scheme's labels, not somebody's words."""
    texts = [code for rule in codebook.rules for code, _ in rule.codes]
    texts += [code for rule in codebook.rules for code in (*rule.missing, *rule.ignore)]
    return {text for text in texts if not set(text) & set("*?[")}


def states_only(
    session: Session,
    people: Mapping[str, Person],
    *,
    codes: Mapping[tuple[str, str], str],
    cleaner: Cleaner,
) -> Codebook:
    """Write a codebook of the states only; a shipped one names nobody and keeps its name."""
    book = session.codebook
    shipped = book.id in codebook_ids() and load_codebook(book.id).text == book.text
    # A shipped codebook names its authors, who may bear the name of somebody in the study.
    shipped = shipped and not cleaner.names.inside(f"{book.id} {book.title} {book.source}")
    cleaner.removed.add("codebooks' texts (tiers, persons, remarks): rewritten")
    lines = [
        f"id = {_text(book.id if shipped else 'deidentified')}",
        f"title = {_text(book.title if shipped else 'De-identified')}",
    ]
    lines.append(f"source = {_text(book.source if shipped else 'see the original')}")
    rules = {(r.role, r.track): r.rest for r in book.rules}
    rules |= {(people[t.person].role, t.name): t.rest for t in session.tracks}
    said = {
        (people[e.person].role, e.track, codes[e.code, e.state], e.state) for e in session.events
    }
    extra: dict[str, set[str]] = {}
    for (role, track), rest in sorted(rules.items()):
        plain = role if role in PLAIN_ROLES else "other"
        pairs = {state: state for state in book.states(role, track) - {rest}}
        # Codes last: where one is spelled like another state, what the Session says counts.
        pairs |= {c: s for r, t, c, s in sorted(said) if (r, t) == (plain, track) and s != UNMAPPED}
        lines += ["", "[[track]]", 'tier = "*"', f"role = {_text(plain)}"]
        lines += [f"track = {_text(cleaner.word('track', track))}"]
        lines += [f"rest = {_text(rest)}"] if rest else []
        lines += _code_lines(pairs)
        side = "child" if plain == "child" else "caregiver"
        odd = {*pairs.values(), rest} - _known(plain) - {"", MISSING}
        extra.setdefault(side, set()).update(odd)
    if any(extra.values()):
        lines.append("[states]")
        lines += [f"{side} = {json.dumps(sorted(odd))}" for side, odd in extra.items() if odd]
    for odd in extra.values():
        for state in odd:
            cleaner.removed.keep("state", state)
    return parse_codebook("\n".join(lines) + "\n", path="the de-identified codebook")


def _code_lines(pairs: Mapping[str, str]) -> list[str]:
    missing = sorted(code for code, state in pairs.items() if state == MISSING)
    return [
        f"missing = {json.dumps(missing, ensure_ascii=False)}",
        "[track.codes]",
        *(
            f"{_text(code)} = {_text(state)}"
            for code, state in sorted(pairs.items())
            if state != MISSING
        ),
    ]


def _known(role: str) -> frozenset[str]:
    if role == "both":
        return known_states("child") & known_states("caregiver")
    return known_states(role)


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
