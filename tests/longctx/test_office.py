"""PDF and Word files as haystacks."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from generators.errors import UserError
from longctx.haystack.edges import edges
from longctx.haystack.read import read_file

BODY = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'


def _docx(path: Path, *paragraphs: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", BODY.format("".join(f"<w:p><w:r><w:t>{p}</w:t></w:r></w:p>" for p in paragraphs)))
    return path


def _pdf(path: Path, lines: list[str]) -> Path:
    """A PDF of one page, written by hand."""
    shown = "".join(f"({line}) Tj 0 -16 Td " for line in lines)
    stream = f"BT /F1 12 Tf 60 760 Td {shown}ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = "%PDF-1.4\n", []
    for n, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{n} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{p:010d} 00000 n \n" for p in places)
    out += f"xref\n0 6\n0000000000 65535 f \n{table}trailer << /Size 6 /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF"
    path.write_bytes(out.encode("latin-1"))
    return path


def test_word_files_are_read(tmp_path: Path) -> None:
    ((name, text, _),) = read_file(_docx(tmp_path / "a.docx", "Chapter 1", "The tide went out.", "", "Nobody saw it go."))
    assert (name, text) == ("a.docx", "Chapter 1\n\nThe tide went out.\n\nNobody saw it go.\n")


def test_lines_of_a_pdf_become_paragraphs(tmp_path: Path) -> None:
    pytest.importorskip("pypdfium2")
    lines = [
        "The tide went out before anybody on the quay had seen it",
        "go, and the boats lay over.",
        "Nobody spoke of it until the evening, when the lamps were",
    ]
    ((_, text, _),) = read_file(_pdf(tmp_path / "a.pdf", lines))
    assert text == f"{lines[0]} {lines[1]}\n\n{lines[2]}\n"


@pytest.mark.parametrize("name", ["a.docx", "a.pdf"])
def test_broken_files_are_the_users_mistake(tmp_path: Path, name: str) -> None:
    if name.endswith("pdf"):
        pytest.importorskip("pypdfium2")
    (tmp_path / name).write_bytes(b"no such thing")
    with pytest.raises(UserError, match=name):
        read_file(tmp_path / name)


@pytest.mark.parametrize(
    ("lang", "text"),
    [("zh", "他站着。“走不走？”她问。“走。”他说。天黑了。"), ("en", "He stood. “Are you coming?” she said. “I am.” It was dark.")],
)
def test_nothing_stands_between_speech_and_reply(lang: str, text: str) -> None:
    found = [text[e:][:3] for e in edges(text, lang)]
    assert found == (["“走不", "天黑了"] if lang == "zh" else ["“Ar", "It "])
