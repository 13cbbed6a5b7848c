"""The two arrays of iCatcher+'s compressed output, read without evaluating anything in the file.

NumPy's own reader tokenises and evaluates headers; a list of plain numbers needs neither.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib

import numpy as np

from .contract import Raw

MAX_FRAMES = 5_000_000
"""46 hours at 30 frames a second; more is no session."""

NAMES = ("arr_0.npy", "arr_1.npy")
_MAGIC = b"\x93NUMPY"
_HEADER = re.compile(
    rb"\{'descr': '([<|][iuf][1248])', 'fortran_order': (?:True|False), "
    rb"'shape': \((\d{1,9}),\), \}\s*"
)
_ZIP = b"PK\x03\x04"
_ENCRYPTED = 1
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)


def is_packed(raw: Raw) -> bool:
    """Whether a file is a zip of just the two arrays."""
    if not raw.content.startswith(_ZIP):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(raw.content)) as archive:
            return sorted(archive.namelist()) == sorted(NAMES)
    except _BROKEN:
        return False


def read_directions(raw: Raw) -> list[float]:
    """Return the number of every frame's direction; there are as many confidences.

    Raises
    ------
    FormatError
        When the zip is damaged, holds other things than two lists of numbers of one length, or
        more than 5 million frames.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw.content)) as archive:
            numbers, confidences = (_numbers(archive, name) for name in NAMES)
        if not numbers or len(numbers) != len(confidences):
            raise ValueError(f"{len(numbers)} directions and {len(confidences)} confidences")
    except _BROKEN as problem:
        raise raw.error(
            "",
            found=f"compressed output that cannot be read ({' '.join(str(problem).split())[:80]})",
            expected="arr_0 (directions) and arr_1 (confidences), one number a frame",
            todo="Run iCatcher+ again; the file may be cut off.",
        ) from None
    return numbers


def _numbers(archive: zipfile.ZipFile, name: str) -> list[float]:
    """Read one list of numbers in the npy format, version 1."""
    member = archive.getinfo(name)
    if member.flag_bits & _ENCRYPTED or member.file_size > 8 * MAX_FRAMES + 65_536:
        raise ValueError(f"{name} is encrypted, or {member.file_size} bytes when unpacked")
    content = archive.read(member)
    length = int.from_bytes(content[8:10], "little")
    header = _HEADER.fullmatch(content, 10, 10 + length)
    if content[:8] != _MAGIC + b"\x01\x00" or header is None:
        raise ValueError(f"{name} is no list of numbers")
    values = np.frombuffer(content[10 + length :], dtype=header[1].decode())
    if len(values) != int(header[2]):
        raise ValueError(f"{name} holds {len(values)} numbers and says {int(header[2])}")
    found: list[float] = values.tolist()
    return found
