"""What can go wrong, and how it is said: every error names the place, the find and the mend."""

from __future__ import annotations


class ReattuneError(Exception):
    """Base of all errors of this package.

    Parameters
    ----------
    path
        The file (or the name of the object) as the user gave it.
    where
        Line, element, cell or field; empty when the whole file is meant.
    found
        What stands there.
    expected
        What should stand there.
    todo
        What the user can do about it, one sentence.
    """

    def __init__(self, *, path: str, where: str, found: str, expected: str, todo: str) -> None:
        self.path = path
        self.where = where
        self.found = found
        self.expected = expected
        self.todo = todo
        place = f"{path}, {where}" if where else path
        super().__init__(f"{place}: found {found}; expected {expected}. {todo}")

    def __reduce__(self) -> tuple[object, ...]:
        """Let errors travel between processes: the parts are given by name."""
        return (_again, (type(self), self.path, self.where, self.found, self.expected, self.todo))

    def parts(self) -> dict[str, str]:
        """Return the parts as a plain dictionary, for ``--json`` output."""
        return {
            "type": type(self).__name__,
            "path": self.path,
            "where": self.where,
            "found": self.found,
            "expected": self.expected,
            "todo": self.todo,
            "message": str(self),
        }


def _again(kind: type[ReattuneError], path: str, where: str, *rest: str) -> ReattuneError:
    found, expected, todo = rest
    return kind(path=path, where=where, found=found, expected=expected, todo=todo)


class FormatError(ReattuneError):
    """A coded file cannot be read."""


class CodebookError(ReattuneError):
    """A codebook is wrong, or none fits a file."""


class RecordError(ReattuneError):
    """A record breaks a numbered requirement (R1 to R11)."""


class DefinitionError(ReattuneError):
    """A definition is wrong, unknown, or does not fit a session."""


class ParameterError(ReattuneError):
    """A parameter of the model is unknown, out of range, or in another unit."""


class MissingExtra(ReattuneError):  # noqa: N818 (the name users see in the install hint)
    """An optional library is not installed."""
