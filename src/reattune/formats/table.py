"""Plain tables (CSV, TSV, semicolons, Parquet, Excel): a row an event, or a row a time unit."""

from __future__ import annotations

from ..errors import FormatError
from ..record import Coding
from .contract import Format, Raw
from .delimited import find_delimiter, first_lines
from .grid import is_parquet, read_grid
from .sheet import is_workbook
from .table_columns import find_roles, is_long, shape_of
from .table_long import read_long
from .table_wide import read_wide

_NO_HEADER = ("{", "[", "<", "#", "@")
_SUFFIXES = (".csv", ".tsv", ".tab", ".parquet", ".pq", ".txt", ".xlsx")


def sniff(raw: Raw) -> float:
    """Tell a table by its header; never surer than 0.4, so that every other format wins."""
    if is_parquet(raw.content) or is_workbook(raw):
        return 0.4
    head = first_lines(raw)
    if not head[0].strip() or "\x00" in head[0] or head[0].lstrip().startswith(_NO_HEADER):
        return 0.0
    mark = find_delimiter(head[0])
    names = tuple(name.strip().strip('"') for name in head[0].split(mark))
    if len(names) == 1:
        return 0.2 if "interval" in raw.options and raw.suffix in _SUFFIXES else 0.0
    even = len(head) > 1 and head[1].count(mark) == head[0].count(mark)
    return _score(raw, names) or (0.2 if even and raw.suffix in _SUFFIXES else 0.0)


def _score(raw: Raw, names: tuple[str, ...]) -> float:
    try:
        roles = find_roles(raw, names)
    except FormatError:
        return 0.2
    if is_long(roles):
        return 0.4
    return 0.3 if "time" in roles or {"shape", "interval"} & raw.options.keys() else 0.0


def parse(raw: Raw) -> list[Coding]:
    """Read a table by the names of its columns, in any order and case.

    A row an event needs ``onset``, ``offset`` or ``duration``, and ``code`` (or one of their
    synonyms, see :data:`reattune.formats.table_columns.NAMES`); ``person``, ``track`` and
    ``session`` are read where they stand. A row a time unit needs a column of time with equal
    steps, or the option ``interval``; all other columns are tiers.

    Raises
    ------
    FormatError
        When the columns show neither shape, a unit is not known, or a cell is wrong; see
        :func:`reattune.formats.table_long.read_long` and
        :func:`reattune.formats.table_wide.read_wide`.
    """
    grid = read_grid(raw)
    roles = find_roles(raw, grid.names)
    if shape_of(raw, grid, roles) == "wide":
        return read_wide(raw, grid, roles)
    if "interval" in raw.options:
        raise raw.error(
            "option interval",
            found="an interval for a table with a row an event",
            expected="an interval only where every row is a time unit",
            todo="Leave it away, or state --shape wide.",
        )
    return read_long(raw, grid, roles)


FORMAT = Format(
    id="table",
    title="plain table (CSV, TSV, Parquet, Excel)",
    suffixes=_SUFFIXES,
    sniff=sniff,
    parse=parse,
    options={
        "unit": "The unit of times: ms, s, us, min, frames (with fps), or h:mm:ss.",
        "fps": "Frames per second, where times are frames or minutes:seconds:frames.",
        "interval": "Seconds a row, where every row is a time unit.",
        "shape": "long (a row an event) or wide (a row a time unit), where names do not show it.",
    },
)
