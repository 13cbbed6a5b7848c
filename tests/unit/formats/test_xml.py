"""Safe XML: what is read, what is refused, and with which words."""

from __future__ import annotations

import subprocess
import sys

import pytest

from reattune.errors import FormatError
from reattune.formats.contract import Raw
from reattune.formats.xml import load_xml, root_name


def raw(content: bytes | str) -> Raw:
    return Raw("visit.xml", content.encode() if isinstance(content, str) else content)


def load(content: bytes | str, root: str = "a"):
    return load_xml(raw(content), root=root, program="ELAN")


def refused(content: bytes | str, root: str = "a") -> FormatError:
    with pytest.raises(FormatError) as caught:
        load(content, root)
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_that_xml_knows_are_read(encoding):
    text = '<?xml version="1.0"?><a n="é">Ω</a>'
    content = text.encode(encoding)
    root = load(content)
    assert (root.get("n"), root.text) == ("é", "Ω")
    assert root_name(raw(content)) == "a"


def test_a_declared_latin_1_is_read():
    assert load('<?xml version="1.0" encoding="ISO-8859-1"?><a>é</a>'.encode("latin-1")).text == "é"


def test_latin_1_without_declaration_is_named_with_its_line():
    """The é (0xE9) stands on line 3."""
    problem = refused("<a>\n<b/>\n<b>café</b></a>".encode("latin-1"))
    assert problem.where == "line 3"
    assert "0xE9" in problem.found
    assert "Latin-1" in problem.found


def test_comments_and_cdata():
    assert load("<a>x<!-- no -->y<?no no?><![CDATA[<z>]]></a>").text == "xy<z>"


@pytest.mark.parametrize("content", [b"", b" \r\n\t", b"\xef\xbb\xbf", b"\xff\xfe", b"\0\0\0"])
def test_an_empty_file_is_an_error(content):
    assert refused(content).expected == "an XML document"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("<a>\n<b>\n<c n='1'/>\n", "line 4"),
        ("<a>\n<b>\n<c n='1", "line 3"),
        ("<a>\n<b></a>", "line 2"),
        ("<a/>\nmore", "line 2"),
        ("<a>\nx\0y</a>", "line 2"),
        ("time,code\n1,smile", "line 1"),
    ],
)
def test_broken_xml_is_named_with_its_line(content, line):
    problem = refused(content)
    assert problem.where == line
    assert problem.found.startswith("broken XML")


def test_another_root_is_an_error():
    problem = refused("<!-- x -->\n<project/>")
    assert problem.where == "line 2"
    assert (problem.found, problem.expected) == ("the root element <project>", "<a>")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entity_bombs_are_refused_before_they_are_parsed(encoding):
    """Nine levels of ten: a billion letters when expanded, in the text and in an attribute."""
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE a [<!ENTITY e0 "x">{levels}]><a n="&e9;">&e9;</a>'
    assert "entities" in refused(bomb.encode(encoding)).found


@pytest.mark.parametrize(
    "declarations",
    [
        '<!ENTITY who "CHN">',
        '<!ENTITY % all SYSTEM "all.dtd"> %all;',
        '<!ENTITY who SYSTEM "file:///etc/hostname">',
        '<!ELEMENT a ANY><!-- ]> --><!ENTITY who "CHN">',
    ],
)
def test_declared_entities_are_refused_even_if_unused(declarations):
    assert "entities" in refused(f"<!DOCTYPE a [{declarations}]><a/>").found


def test_entities_behind_a_long_beginning_are_refused():
    """The check of the first 64 KiB does not see them; what the parser found does."""
    front = f"<!-- {'x' * 70_000} -->"
    assert "entities" in refused(f'{front}<!DOCTYPE a [<!ENTITY who "CHN">]><a/>').found


def test_a_named_dtd_is_never_opened(tmp_path, monkeypatch):
    """The file beside it would define &who; and give the root an attribute."""
    (tmp_path / "its.dtd").write_text('<!ENTITY who "CHN"><!ATTLIST a n CDATA "from the DTD">')
    monkeypatch.chdir(tmp_path)
    doctype = '<!DOCTYPE a SYSTEM "its.dtd" >'
    assert load(f"{doctype}<a/>").get("n") is None
    for content in (f"{doctype}\n<a>&who;</a>", f'{doctype}\n<a n="x&who;y"/>'):
        problem = refused(content)
        assert problem.where == "line 2"
        assert "who" in problem.found


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (
            '<?xml version="1.0"?>\n<!-- a > <b> --><!DOCTYPE ITS SYSTEM "its.dtd" >\n<ITS>',
            "ITS",
        ),
        ('<!DOCTYPE a SYSTEM ">[" [ <!ELEMENT a ANY> ] >\n<a/>', "a"),
        ("<a>", "a"),
        ("  <a\n>", "a"),
        ("<a", ""),
        ("a <b>", ""),
        ("<!-- <a>", ""),
        ("{}", ""),
        ("", ""),
    ],
)
def test_the_root_is_found_without_parsing(content, name):
    assert root_name(raw(content)) == name


@pytest.mark.parametrize(
    "content",
    [
        "<!DOCTYPE" + " " * 65_000,
        "<!DOCTYPE a " + '" ' * 30_000,
        "<!DOCTYPE a [" + "] " * 30_000,
        "<?x?> " * 11_000,
        "<!--" * 16_000,
        "<" * 65_000,
    ],
)
def test_the_root_is_looked_for_in_one_pass(content):
    """A pattern with nested repeats needs minutes for the first of these; a scan, milliseconds."""
    assert root_name(raw(content)) == ""


def test_sniffing_does_not_load_the_xml_library():
    code = (
        "import sys\n"
        "from reattune.formats import elan, lena\n"
        "from reattune.formats.contract import Raw\n"
        "eaf = Raw('a.eaf', '<ANNOTATION_DOCUMENT>'.encode('utf-16'))\n"
        "its = Raw('a.its', b'<!DOCTYPE ITS SYSTEM \"its.dtd\" ><ITS >')\n"
        "assert [f.sniff(raw) for f in (elan, lena) for raw in (eaf, its)] == [1, 0, 0, 1]\n"
        "sys.exit('lxml' in sys.modules)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
