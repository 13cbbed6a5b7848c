"""ChildProject trees: one Session a recording and set, observed in the ranges that were coded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath
from typing import NamedTuple

from ..errors import ReattuneError, RecordError
from ..record import (
    Codebook,
    Coding,
    Medium,
    Part,
    Session,
    build_session,
    choose_codebook,
    merge_codings,
)
from .childproject_ranges import Annotation, load_annotation
from .childproject_tables import (
    Line,
    Table,
    age_months,
    covariates,
    discarded,
    read_table,
)

_TABLES = ("children", "recordings", "annotations")


class TreeReading(NamedTuple):
    """What came of a tree: sessions, failures, what was chosen or left out, files looked at."""

    sessions: tuple[Session, ...]
    failures: tuple[ReattuneError, ...]
    guesses: tuple[str, ...]
    files: tuple[str, ...]


@dataclass(slots=True)
class _Tree:
    """A tree while it is read."""

    root: Path
    children: dict[str, Line]
    recordings: dict[str, Line]
    annotations: Table
    failures: list[ReattuneError] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    left_out: int = 0


def find_tree(path: str | Path) -> tuple[Path, str] | None:
    """Say whether a folder is a ChildProject tree, or one set of it (``TREE/annotations/SET``).

    Returns
    -------
    root, set
        The tree's folder, and the set that is meant (``""``: all); ``None`` when it is neither.
    """
    folder = Path(path)
    if _is_root(folder):
        return folder, ""
    inside = folder.is_dir() and folder.name not in {"converted", "raw"}
    for root in folder.parents if inside else ():
        if (root / "annotations") in folder.parents and _is_root(root):
            return root, folder.relative_to(root / "annotations").as_posix()
    return None


def _is_root(folder: Path) -> bool:
    found = sum((folder / "metadata" / f"{name}.csv").is_file() for name in _TABLES)
    return found >= 2


def trees_below(path: str | Path) -> list[Path]:
    """Return the trees in a folder that is none itself, sorted; those inside another are not."""
    folders = sorted(file.parent for file in Path(path).rglob("metadata") if file.is_dir())
    roots = [folder for folder in folders if _is_root(folder)]
    return [root for root in roots if not any(other in root.parents for other in roots)]


def read_tree(
    path: str | Path,
    *,
    codebook: Codebook | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> TreeReading:
    """Read a ChildProject tree: one Session for each recording and set.

    A converted file is taken where there is one, else the raw file is read as ChildProject's
    importer would. Each annotation's range is observed time, and the time between ranges is not.
    One bad annotation is a failure that names file and line; the rest goes on.

    Parameters
    ----------
    path
        The tree, or one set of it (``TREE/annotations/SET``).
    codebook
        For all sets; the one that fits best when not given.
    progress
        Called with (sessions done, sessions in all).

    Raises
    ------
    RecordError
        When the folder is no tree.
    """
    place = find_tree(path)
    if place is None:
        raise RecordError(
            path=str(path),
            where="metadata",
            found="no ChildProject tree",
            expected="metadata/children.csv, recordings.csv and annotations.csv",
            todo="Name the folder that holds `metadata`.",
        )
    tree = _open(place[0])
    groups = _groups(tree, place[1])
    sessions: list[Session] = []
    guesses: list[str] = []
    for index, group in enumerate(groups, start=1):
        try:
            session, guess = _session(tree, group, codebook)
        except ReattuneError as problem:
            tree.failures.append(problem)
        else:
            if session is not None:
                sessions.append(session)
            guesses += [guess] if guess else []
        if progress is not None:
            progress(index, len(groups))
    guesses += _remarks(tree, sessions)
    return TreeReading(
        tuple(sessions), tuple(tree.failures), tuple(dict.fromkeys(guesses)), tuple(tree.files)
    )


def _open(root: Path) -> _Tree:
    children, recordings, annotations = (read_table(root, name) for name in _TABLES)
    return _Tree(
        root=root,
        children={line.get("child_id"): line for line in children.lines},
        recordings={line.get("recording_filename"): line for line in recordings.lines},
        annotations=annotations,
        failures=[*children.failures, *recordings.failures, *annotations.failures],
        files=[table.path for table in (children, recordings, annotations)],
    )


def _groups(tree: _Tree, wanted: str) -> list[list[Annotation]]:
    """Group the annotations by recording and set; those that cannot be used are failures."""
    groups: dict[tuple[str, str], list[Annotation]] = {}
    lines = [line for line in tree.annotations.lines if wanted in {"", line.get("set")}]
    if not lines and not tree.annotations.failures:
        tree.failures.append(_no_lines(tree.annotations, wanted))
    for line in lines:
        recording = tree.recordings.get(line.get("recording_filename"))
        if recording is not None and _unused(tree, recording):
            tree.left_out += 1
            continue
        try:
            if recording is None:
                raise _unknown(tree.annotations, line)
            annotation = Annotation.build(tree.annotations, line, recording)
            group = groups.setdefault((line.get("recording_filename"), annotation.set), [])
            _refuse_again(tree.annotations, group, annotation)
        except ReattuneError as problem:
            tree.failures.append(problem)
        else:
            group.append(annotation)
    return [group for group in groups.values() if group]


def _no_lines(table: Table, wanted: str) -> ReattuneError:
    return table.error(
        "",
        found=f"no annotation of the set {wanted}" if wanted else "no annotation",
        expected="a line for each stretch that was coded",
        todo="Import the set with ChildProject, or name its files themselves.",
    )


def _unused(tree: _Tree, recording: Line) -> bool:
    child = tree.children.get(recording.get("child_id"))
    return discarded(recording) or (child is not None and discarded(child))


def _unknown(table: Table, line: Line) -> ReattuneError:
    return table.error(
        f"line {line.number}",
        found=f"the recording {line.get('recording_filename') or '(blank)'}",
        expected="a recording_filename of metadata/recordings.csv",
        todo="Correct the name, or add the recording.",
    )


def _refuse_again(table: Table, group: Sequence[Annotation], new: Annotation) -> None:
    """Refuse a range that overlaps an earlier one of its set: its segments would count twice."""
    for old in group:
        if old.onset < new.offset and new.onset < old.offset:
            same = (old.onset, old.offset) == (new.onset, new.offset)
            raise table.error(
                f"line {new.line}",
                found=f"the range {new.onset}-{new.offset} ms of set {new.set} "
                f"{'again' if same else 'over'} {old.onset}-{old.offset} ms (line {old.line})",
                expected="ranges of one recording and set that do not overlap",
                todo="Take one away, or give it a set of its own.",
            )


def _session(
    tree: _Tree, group: Sequence[Annotation], codebook: Codebook | None
) -> tuple[Session | None, str]:
    """Build the Session of one recording and set from those of its files that can be read."""
    parts: list[Part] = []
    for annotation in group:
        try:
            part, file = load_annotation(tree.root, tree.annotations, annotation)
        except ReattuneError as problem:
            tree.failures.append(problem)
            continue
        tree.files.append(file)
        parts.append(part)
    if not parts:
        return None, ""
    coding = _merged(group[0], parts)
    book, guess = (codebook, "") if codebook is not None else choose_codebook(coding)
    recording = tree.recordings[group[0].recording]
    session = build_session(coding, book, set=group[0].set)
    return _told(session, tree.children.get(recording.get("child_id")), recording, group[0]), guess


def _merged(first: Annotation, parts: Sequence[Part]) -> Coding:
    stem = str(PurePath(first.recording).with_suffix(""))
    coding = merge_codings(f"{stem}, {first.set}", parts)
    medium = Medium(name=PurePath(first.recording).name, duration=first.duration)
    return replace(coding, media=(medium,))


def _told(session: Session, child: Line | None, recording: Line, first: Annotation) -> Session:
    """Add what the tables say: the child's age in months, and the covariates."""
    age = age_months(child, recording)
    people = tuple(
        replace(person, age_months=age if age is not None else person.age_months)
        if person.role == "child"
        else person
        for person in session.people
    )
    said = {**covariates(child, recording), "set": first.set}
    if dyad := recording.get("child_id"):
        said["dyad"] = dyad
    return replace(session, people=people, covariates=said)


def _remarks(tree: _Tree, sessions: Iterable[Session]) -> list[str]:
    sets: dict[str, int] = {}
    for session in sessions:
        name = session.media[0].name
        sets[name] = sets.get(name, 0) + 1
    remarks = []
    if several := sum(1 for count in sets.values() if count > 1):
        remarks.append(
            f"{several} recording(s) have several sets: each set is a Session of its own, and such "
            "a recording counts as often (name one set: TREE/annotations/SET)"
        )
    if tree.left_out:
        remarks.append(
            f"{tree.left_out} annotation(s) belong to a discarded child or recording: left out"
        )
    return remarks


def split_trees(paths: Iterable[str | Path]) -> tuple[list[Path], list[str]]:
    """Part paths into ChildProject trees (or sets of one), and everything else.

    Returns
    -------
    trees, others
        A folder that holds trees is in both: what of it lies in a tree is for the tree.
    """
    trees: list[Path] = []
    others: list[str] = []
    for path in map(Path, paths):
        if path.is_dir() and find_tree(path) is not None:
            trees.append(path)
            continue
        trees += trees_below(path) if path.is_dir() else []
        others.append(str(path))
    return trees, others


def in_tree(file: str, trees: Sequence[Path]) -> bool:
    """Whether a file lies in one of the trees."""
    return any(tree in Path(file).parents for tree in trees)
