"""Safe XML: one root element or one clear error; nothing is fetched, opened or expanded."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, Any

from .contract import Raw

if TYPE_CHECKING:
    from lxml import etree

    from ..errors import FormatError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
_HEAD = 65_536
_SKIPPED = (("<?", "?>"), ("<!--", "-->"))
_SUBSET_END = re.compile(r"\]\s*>")
_START = re.compile(r"<([^\s<>/!?]+)[\s/>]")
_ENCODING = re.compile(r"<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']+)", re.IGNORECASE)
_PLACE = re.compile(r",? line \d+, column \d+\s*$")


def root_name(raw: Raw) -> str:
    """Return the name of the document's root element, from the first bytes alone.

    UTF-8 and UTF-16, with or without a byte order mark. ``""`` when the file does not start like
    XML. Cheap enough for sniffing: the XML library is not loaded.
    """
    text = _head(raw)
    start = _START.match(text, _front(text)[0])
    return start.group(1) if start else ""


def load_xml(raw: Raw, *, root: str, program: str) -> etree._Element:
    """Parse a file whose root element must be ``root``; ``program`` is named in the advice.

    Comments and processing instructions are left out; CDATA is text. Encodings: UTF-8, UTF-16,
    or the one that the XML declaration names.

    Raises
    ------
    FormatError
        When the file is empty, is not XML, is cut off or broken (with its line), holds bytes of
        another encoding, declares entities or refers to undeclared ones, or has another root.
    """
    _refuse_empty(raw, program)
    if "<!ENTITY" in _front(_head(raw))[1]:
        raise _entities(raw)
    tree = _parse(raw, program)
    if tree.tag != root:
        raise raw.error(
            f"line {tree.sourceline}",
            found=f"the root element <{tree.tag}>",
            expected=f"<{root}>",
            todo=f"Check that the file was written by {program}.",
        )
    return tree


def _head(raw: Raw) -> str:
    content = raw.content[:_HEAD]
    encoding = next((name for mark, name in _BOMS if content.startswith(mark)), "utf-8")
    return content.decode(encoding, errors="replace")


def _front(text: str) -> tuple[int, str]:
    """Return where the root element starts, and the document type's own declarations.

    A scan and no pattern: a pattern with nested repeats can be made to run for minutes.
    """
    at, declared = 0, ""
    while True:
        while text[at : at + 1].isspace():
            at += 1
        end = -1
        for opening, closing in _SKIPPED:
            if text.startswith(opening, at):
                end = text.find(closing, at) + len(closing)
                break
        else:
            if text.startswith("<!DOCTYPE", at):
                end, declared = _document_type(text, at)
            else:
                return at, declared
        if end <= at:
            return len(text), declared
        at = end


def _document_type(text: str, at: int) -> tuple[int, str]:
    """Return the end of ``<!DOCTYPE ...>`` and what stands between its square brackets."""
    quote = ""
    for index in range(at, len(text)):
        sign = text[index]
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign
        elif sign == ">":
            return index + 1, ""
        elif sign == "[":
            close = _SUBSET_END.search(text, index)
            return (close.end() if close else -1), text[index : close.end() if close else None]
    return -1, ""


def _refuse_empty(raw: Raw, program: str) -> None:
    if raw.content.strip(b"\x00\xef\xbb\xbf\xff\xfe\r\n\t "):
        return
    raise raw.error(
        "",
        found="only blanks" if raw.content else "an empty file",
        expected="an XML document",
        todo=f"Save or export the file again from {program}.",
    )


def _parse(raw: Raw, program: str) -> etree._Element:
    from lxml import etree

    # `collect_ids=False` would be faster, but with it libxml2 opens the DTD that a file names.
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        tree = etree.fromstring(raw.content, parser)
    except etree.XMLSyntaxError as problem:
        raise _broken(raw, problem, program) from None
    # The stubs lack what a DTD declares.
    declared: Any = tree.getroottree().docinfo.internalDTD
    if declared is not None and declared.entities():
        raise _entities(raw)
    # libxml2 only warns here, and leaves a hole in the text where the entity stood.
    for entry in parser.error_log:
        if entry.type_name == "WAR_UNDECLARED_ENTITY":
            raise raw.error(
                f"line {entry.line}",
                found=f"a reference to something not in the file ({entry.message})",
                expected="text without references of its own",
                todo=f"Save the file again from {program}.",
            )
    return tree


def _entities(raw: Raw) -> FormatError:
    return raw.error(
        "the document type at the top",
        found="declarations of entities",
        expected="none: they can be used to read other files or to fill the memory",
        todo="Do not open the file if you do not know where it is from; else delete them.",
    )


def _broken(raw: Raw, problem: etree.XMLSyntaxError, program: str) -> FormatError:
    byte = _first_odd_byte(raw)
    if byte is not None:
        line = raw.content.count(b"\n", 0, byte) + 1
        return raw.error(
            f"line {line}",
            found=f"byte 0x{raw.content[byte]:02X}, which is not UTF-8 (it looks like Latin-1)",
            expected="UTF-8, or the encoding named in the file's first line",
            todo="Save the file as UTF-8 and read it again.",
        )
    said = _PLACE.sub("", (problem.msg or "a break").strip()).strip()
    return raw.error(
        f"line {problem.lineno}" if problem.lineno else "",
        found=f"broken XML ({said})",
        expected="a whole XML document",
        todo=f"The file may be cut off: copy it again, or save it again from {program}.",
    )


def _first_odd_byte(raw: Raw) -> int | None:
    """Return where a file that should be UTF-8 is not, if it should be UTF-8 at all."""
    head = _head(raw)
    declared = _ENCODING.match(head.lstrip("\ufeff"))
    if (declared and declared.group(1).lower() not in ("utf-8", "utf8")) or "\x00" in head:
        return None
    if any(raw.content.startswith(mark) for mark, name in _BOMS if name != "utf-8-sig"):
        return None
    try:
        raw.content.decode("utf-8")
    except UnicodeDecodeError as problem:
        return problem.start
    return None
