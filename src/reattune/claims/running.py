"""Running claims: the grid, the random parameters, the ablations, and the words for them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from ..reports.claim_content import AblationRow, ClaimContent, ClaimsPage, OutcomeRow
from .ablations import ABLATIONS, AS_IS
from .calibration import CalibrationState, state
from .contrasts import CLAIMS, Claim
from .frozen import FROZEN_HASH, RULES
from .jobs import Bench, Cast, Crew
from .panels import TITLES, grid_notes, grid_settings, panels
from .plans import ClaimsPlan
from .screening import Screened, screen
from .sentences import sentences
from .trials import trials
from .verdict import UNTESTABLE, Judgement, Trial, judge, reversals

Trials = tuple[Trial, ...]


def run_claims(
    plan: ClaimsPlan,
    *,
    claims: Sequence[Claim] = CLAIMS,
    bench: Bench | None = None,
    date: str = "",
) -> ClaimsPage:
    """Run claims and return what the page shows. Same plan, same content.

    Parameters
    ----------
    claims
        Which; all by default.
    bench
        Who does the work and keeps it; one without a folder by default.
    date
        To be printed on the page; no clock is read, so that same plan gives same bytes.

    Raises
    ------
    ParameterError
        When the preset or a size is not possible.
    """
    bench = Bench() if bench is None else bench
    screened = screen(plan, bench)
    calibration = state()
    return ClaimsPage(
        tuple(_run(claim, plan, screened, bench=bench) for claim in claims),
        _facts(plan, calibration, date=date),
    )


def calibration_holds(found: CalibrationState) -> bool:
    """Say whether the model is calibrated well enough for a verdict."""
    return found.fitted and found.within >= RULES.calibration_share * found.total


def _run(claim: Claim, plan: ClaimsPlan, screened: Screened, *, bench: Bench) -> ClaimContent:
    lives = bench.arms(f"claim {claim.id}", _crews(claim, plan, screened))
    tests = trials(claim, lives["test"], seed=plan.seed)
    plain = trials(claim, lives[AS_IS.name], seed=plan.seed)
    changed = {a.name: trials(claim, lives[a.name], seed=plan.seed) for a in ABLATIONS}
    calibrated = calibration_holds(state())
    judged = judge(tests, ablated=list(changed.values()), unablated=plain, calibrated=calibrated)
    bare = judge(tests, ablated=list(changed.values()), unablated=plain)
    rows = _ablation_rows(plain, changed)
    grid = lives["grid"]
    return ClaimContent(
        id=claim.id,
        title=claim.title,
        contrast=claim.about,
        verdict=judged.word,
        sentences=sentences(claim.id, tests, judged, calibrated=calibrated),
        panels=panels(claim, grid),
        rows=tuple(_row(*told) for told in zip(tests, bare.words, bare.reasons, strict=True)),
        ablations=rows,
        kept=len(screened.kept),
        dropped=screened.dropped,
        notes=(
            *_verdict_notes(judged, bare, rows),
            *claim.notes,
            *grid_notes(claim, grid, seed=plan.seed),
        ),
    )


def _crews(claim: Claim, plan: ClaimsPlan, screened: Screened) -> dict[str, Crew]:
    """Return all the lives a claim needs, by what they are for."""
    life = {"seed": plan.seed, "sittings": plan.sittings, "tests": plan.tests}
    grid = Cast(drawn=(plan.base,), each=plan.grid_dyads, **life)
    test = Cast(drawn=screened.kept, each=plan.dyads, **life)
    some = Cast(drawn=screened.kept[: plan.ablation_draws], each=plan.ablation_dyads, **life)
    arms = [setting for contrast in claim.contrasts for setting in contrast.arms]
    return {
        "grid": Crew(grid, grid_settings(claim)),
        "test": Crew(test, arms),
        **{change.name: Crew(some, arms, change) for change in (AS_IS, *ABLATIONS)},
    }


def _row(test: Trial, word: str, reason: str) -> OutcomeRow:
    return OutcomeRow(
        contrast=test.contrast,
        outcome=test.outcome,
        title=TITLES[test.outcome][0],
        predicted=test.predicted,
        draws=test.draws,
        share=test.share,
        share_low=test.share_low,
        share_high=test.share_high,
        median=test.median,
        median_low=test.median_low,
        median_high=test.median_high,
        smallest=test.smallest,
        word=word,
        reason=reason,
    )


def _ablation_rows(plain: Trials, changed: dict[str, Trials]) -> tuple[AblationRow, ...]:
    meanings = {change.name: change.meaning for change in (AS_IS, *ABLATIONS)}
    return tuple(
        AblationRow(
            name,
            meanings[name],
            judge(tests).word,
            tuple(test.median for test in tests),
            reversals(plain, tests),
        )
        for name, tests in {AS_IS.name: plain, **changed}.items()
    )


def _verdict_notes(
    judged: Judgement, bare: Judgement, rows: Sequence[AblationRow]
) -> tuple[str, ...]:
    """Say what stands behind a word: the calibration, and the defaults that flip it."""
    notes = []
    if judged.word != bare.word:
        notes.append(
            "The calibration failed or is not done, so nothing is testable yet. By the numbers "
            f"alone the word would be: {bare.word}."
        )
    plain, *others = rows
    notes.extend(
        f'A default flips the word: with "{row.name}" ({row.meaning}) it is {row.verdict}; on the '
        f"same draws unchanged, {plain.verdict}."
        for row in others
        if row.verdict != plain.verdict and UNTESTABLE not in {row.verdict, plain.verdict}
    )
    notes.append(
        "The words of ablations come from their own, smaller number of draws and from the numbers "
        'alone; compare them with the row "as it is".'
    )
    return tuple(notes)


def _facts(
    plan: ClaimsPlan, calibration: CalibrationState, *, date: str
) -> tuple[tuple[str, str], ...]:
    values = json.dumps(plan.base.values(), sort_keys=True)
    told = (
        f"{calibration.within} of {calibration.total} facts within tolerance"
        if calibration.fitted
        else "not calibrated: start values set by hand"
    )
    return (
        ("mode", f"{plan.mode}: {plan.sizes()}"),
        ("seed", str(plan.seed)),
        *((("date", date),) if date else ()),
        *((("version", plan.version),) if plan.version else ()),
        ("preset", plan.preset),
        ("parameters", f"sha256 {hashlib.sha256(values.encode()).hexdigest()}"),
        ("contrasts and rules", f"sha256 {FROZEN_HASH}"),
        ("calibration", told),
        ("draws", f"match {RULES.match_low:g} to {RULES.match_high:g} kept, others dropped"),
    )
