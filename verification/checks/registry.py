"""All cases: whose numbers, what they hold, how ours are got."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from . import (
    bouts,
    budget,
    conversations,
    couples,
    files,
    grids,
    influence,
    lagseq,
    signals,
    voices,
)
from .comparing import Check

TOYS = "gridware_toys"
"""No folder of cases: trajectories that StateSpaceGridLib publishes with its numbers."""


class Case(NamedTuple):
    """A folder of the cases: whose numbers, what it holds, how ours are got, what is left."""

    tool: str
    about: str
    compare: Callable[[Path], list[Check]]
    left: str = ""


def _lagged(file: str, lag: int, tails: int) -> Callable[[Path], list[Check]]:
    return lambda folder: lagseq.sequential(folder, file, lag, tails)


LAGSEQ = "LagSequential 0.1.1 (R)"
PROJECT = "ChildProject 0.4.6"
SOURCES = {
    "BORIS 9.12.3": "Friard & Gamba 2016; numbers of its own tests, 3 decimals",
    PROJECT: "Gautheron, Rochat & Cristia 2022; numbers of its own tests",
    "pyvyu (Datavyu)": "Datavyu Team 2014, pyvyu by Databrary; numbers of its own test",
    "dyadicMarkov 0.1.1 (R)": "CRAN 2026; its vignettes, run in R 4.2.2",
    "DySeq 0.22 (R)": "Fuchs et al. 2017; run in R 4.2.2, logits printed to 3 decimals",
    LAGSEQ: "O'Connor 1999; its examples, run in R 4.2.2",
    "msm 1.7 (R)": "Jackson 2011; its own example",
    "multiSyncPy 0.1.2": "Hudson, Wiltshire & Atzmueller 2023; run on a seeded pair",
    "survival 3.5-3 (R)": "Therneau & Grambsch 2000; run on bouts of the couples of DySeq",
    "SUSY 0.1.0 (R)": "Tschacher & Haken 2019; run on a seeded pair",
    "TraMineR 2.2-12 (R)": "Gabadinho et al. 2011; run in R 4.2.2 on the couples of DySeq",
    "StateSpaceGridLib": "DyadicSolutions; numbers of its own tests",
}
WHO = "Names, dates and file names of the recording, not results."
BOOK = "bq2011_codes.txt"
BOOK_TEXT = "Bakeman & Quera 2011, p. 159: 75 codes of 5 kinds"
PAIR_TEXT = "Wampold & Margolin 1982: 200 codes of 6 kinds"
CASES = {
    "boris_time_budget": Case(
        "BORIS 9.12.3",
        "Time budget of two subjects, tabular and aggregated exports",
        budget.boris,
        "Media files, dates, frame rates and independent variables of the exports: descriptions "
        "of the observation, not results.",
    ),
    "childproject_aclew_metrics": Case(
        PROJECT, "Daylong metrics of 4 s, and of two windows of them", voices.aclew, WHO
    ),
    "childproject_conversation_functions": Case(
        PROJECT, "Functions of one conversation", conversations.functions
    ),
    "childproject_conversations": Case(
        PROJECT,
        "What three conversations of one recording hold, in three tables",
        conversations.extraction,
        f"{WHO} Which rows make a conversation is taken from the bounds of each: what grouped "
        "them is not in the case.",
    ),
    "childproject_converters": Case(
        PROJECT,
        "Importers: .eaf (two), TextGrid, RTTM (two), ALICE, CHAT",
        files.converters,
        "CHAT: `words` (20, how many) and `addressee` (3), which the importer works out of the "
        "utterance and its %add line; we keep both lines as they stand and count no words. Row "
        "numbers of one table.",
    ),
    "childproject_ctc_peak_metrics": Case(
        PROJECT, "Counts, rates and peaks; one recording is empty", voices.ctc_peak, WHO
    ),
    "childproject_turns_derivation": Case(
        PROJECT, "Turns, overlap removed, who adjoins the child", conversations.derivation, WHO
    ),
    "datavyu_opf_sample": Case(
        "pyvyu (Datavyu)", "The sample spreadsheet, whole and trimmed", files.datavyu
    ),
    "dyadicmarkov_examples": Case(
        "dyadicMarkov 0.1.1 (R)",
        "Who influences whom: one variable, and two",
        influence.dyadic_markov,
        "Printed settings of the calls (alpha, number of states, kind of case).",
    ),
    "dyseq_couplescope": Case(
        "DySeq 0.22 (R)", "64 couples: stress and coping in 48 intervals of 10 s", couples.dyseq
    ),
    "lagseq_bakeman_quera_2011_lag1": Case(LAGSEQ, f"{BOOK_TEXT}, lag 1", _lagged(BOOK, 1, 1)),
    "lagseq_bakeman_quera_2011_lag2": Case(LAGSEQ, f"{BOOK_TEXT}, lag 2", _lagged(BOOK, 2, 1)),
    "lagseq_bakeman_quera_2011_lag3": Case(LAGSEQ, f"{BOOK_TEXT}, lag 3", _lagged(BOOK, 3, 1)),
    "lagseq_wampold1982_bidirectional": Case(
        LAGSEQ, f"{PAIR_TEXT}, both directions together", lagseq.bidirectional
    ),
    "lagseq_wampold1982_no_repeats": Case(
        LAGSEQ, f"{PAIR_TEXT}, as if none could follow itself", lagseq.structural_zeros
    ),
    "lagseq_wampold1982_sequential": Case(
        LAGSEQ, f"{PAIR_TEXT}, lag 1", _lagged("wampold1982.txt", 1, 2)
    ),
    "lagseq_wampold1982_twocells": Case(
        LAGSEQ, f"{PAIR_TEXT}, two cells together", lagseq.two_cells
    ),
    "msm_cav": Case("msm 1.7 (R)", "Heart transplants: four states at visits", influence.msm),
    "multisyncpy_reference": Case(
        "multiSyncPy 0.1.2",
        "A pair of 600 samples",
        signals.multisyncpy,
        "`sync_index`, which failed when the case was made (only its error stands there), and a "
        "note about what `rho` returns.",
    ),
    "survival_latency_couplescope": Case(
        "survival 3.5-3 (R)", "Response latencies of 63 bouts of 39 couples", bouts.survival
    ),
    "susy_surrogate_synchrony": Case(
        "SUSY 0.1.0 (R)",
        "A pair of 3,000 samples at 5 Hz",
        signals.susy,
        "The names of the two signals.",
    ),
    "traminer_couplescope": Case(
        "TraMineR 2.2-12 (R)", "64 couples, four joint states, 48 intervals", couples.traminer
    ),
    TOYS: Case("StateSpaceGridLib", "Two toys of GridWare, two trajectories each", grids.toys),
}
