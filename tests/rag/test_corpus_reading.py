"""Reading a user's documents: formats, structure, offsets, and what is said of files that cannot be read."""

from __future__ import annotations

import io
import sys
import zipfile
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generators.errors import UserError
from rag.corpus import markdown, plaintext
from rag.corpus.decode import Unreadable, decode
from rag.corpus.files import read_corpus
from rag.corpus.structure import Block, Source, holed, plain, sentences_of
from tests.rag.samples import sample

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "fixtures" / "corpus"
SHARED = ROOT.parent / "shared" / "data"


def _source(name: str, text_field: str = "text") -> Source:
    return read_corpus(FIXTURES / name, text_field)[0][0]


def _clean(source: Source, block: Block) -> str:
    return plain(source.text[block.start : block.end])[0]


def _all(source: Source) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(b.kind, _clean(source, b), b.headings) for b in source.blocks]


def _sentences(text: str, lang: str = "en") -> list[str]:
    return [plain(text[a:b])[0] for a, b in sentences_of(text, lang)]


def test_markdown() -> None:
    got = _source("guides/allotment.md")
    assert (got.title, got.lang, got.path) == ("Allotment Rules", "en", "allotment.md")
    assert got.text == (FIXTURES / "guides/allotment.md").read_bytes().decode()
    assert _all(got) == [
        (
            "para",
            "The Marsh Lane site has 48 plots. Rent is due on 1 March; a plot left unworked for 8 weeks goes back to the waiting list.",
            (),
        ),
        (
            "para",
            "The mains is turned off from November to March. Hoses may run for 20 minutes at most, e.g. after planting out. Dr. Hale checks the meter.",
            ("Water",),
        ),
        ("item", "Fill cans from the trough. Leave the lid shut.", ("Water",)),
        ("item", "Report leaks to water@marshlane or .", ("Water",)),
        ("item", "Note the plot number.", ("Water",)),
        ("item", "Close the stopcock.", ("Water",)),
        ("row", "7 | 125 m² | £42", ("Water",)),
        ("row", "8a | 8b | 60 m²", ("Water",)),
        ("quote", "No fires before 6 p.m. on weekdays.", ("Fires",)),
        ("code", "# not a heading gate --open 7", ("Fires",)),
    ]
    items = [b for b in got.blocks if b.kind == "item"]
    assert [b.ordered for b in items] == [0, 0, 1, 2]
    assert items[0].list_id == items[1].list_id != items[2].list_id == items[3].list_id
    row = next(b for b in got.blocks if b.kind == "row")
    assert row.header == ("Plot", "Size", "Rent")
    assert [got.text[a:b] for a, b in row.cells] == ["7", "125 m²", "£42"]
    assert holed(got.text[items[1].start : items[1].end]) and not holed(got.text[items[0].start : items[0].end])


def test_chinese_markdown() -> None:
    got = _source("guides/借阅.md")
    assert (got.title, got.lang) == ("镇图书室借阅须知", "zh")
    assert _clean(got, got.blocks[0]) == "图书室周二至周日开放，每人一次可借 6 册，借期 30 天。详见总则。"
    late = next(b for b in got.blocks if "逾期一天" in _clean(got, b))
    assert late.headings == ("镇图书室借阅须知", "续借", "逾期")
    raw = got.text[late.start : late.end]
    assert _sentences(raw, "zh") == ["逾期一天收 0.1 元。", "馆员说：“过了三十天，先还书。再谈罚款。”", "他从不通融。"]
    assert [b.ordered for b in got.blocks if b.kind == "item"] == [1, 2]


def test_plain_text() -> None:
    got = _source("ferry.txt")
    assert got.title == "ISLAND FERRY" and got.text == (FIXTURES / "ferry.txt").read_bytes().decode()
    assert [(k, h) for k, _, h in _all(got)] == [
        ("para", ("ISLAND FERRY",)),
        ("para", ("ISLAND FERRY", "1.2 Luggage")),
        ("item", ("ISLAND FERRY", "1.2 Luggage")),
        ("item", ("ISLAND FERRY", "1.2 Luggage")),
    ]
    assert _clean(got, got.blocks[-1]) == "Phone: 01555 0142"


def test_gb18030() -> None:
    got = _source("租约.txt")
    assert got.lang == "zh" and got.blocks[0].headings == ("第一章 总则",)
    assert [k for k, _, _ in _all(got)] == ["para", "item", "item"]


def test_csv() -> None:
    got = _source("parts.csv")
    first, second = got.blocks
    assert first.header == ("part", "price", "note") and got.title == "parts"
    assert [got.text[a:b] for a, b in first.cells] == ["gasket, round", "4.20", 'fits ""Mk II"" pumps']
    assert [got.text[a:b] for a, b in second.cells] == ["hose clip", "0.35", ""]


def test_jsonl() -> None:
    sources, skipped = read_corpus(FIXTURES / "answers.jsonl", "body.text")
    assert [(s.path, s.title, s.lang) for s in sources] == [("answers.jsonl#1", "Lost key", "en"), ("answers.jsonl#4", "answers 4", "zh")]
    assert [b.kind for b in sources[0].blocks] == ["para", "item"]
    assert [(s.path, s.reason.split(";")[0]) for s in skipped] == [
        ("answers.jsonl#2", "the line is not JSON"),
        ("answers.jsonl#3", "no text in the field 'body.text'"),
    ]


def test_html() -> None:
    got = _source("notice.html")
    assert got.title == "Opening hours"
    assert [(k, t) for k, t, _ in _all(got)] == [
        ("para", "The pool opens at 6:30 on weekdays & closes at 21:00. Lane 3 is for clubs; a 2*3 grid marks it."),
        ("item", "Caps are worn."),
        ("item", "Hire: 1 euro"),
        ("item", "No glass."),
        ("row", "Adult | 5 | 6"),
        ("para", "# not a heading"),
        ("item", "Shower first"),
    ]
    row = next(b for b in got.blocks if b.kind == "row")
    assert (row.header, [plain(got.text[a:b])[0] for a, b in row.cells]) == (("Group", "Fee"), ["Adult", "5 | 6"])


def _docx(body: str) -> bytes:
    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    styles = '<w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style><w:style w:styleId="LB"><w:name w:val="List Bullet"/></w:style>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("word/document.xml", f"<w:document {names}><w:body>{body}</w:body></w:document>")
        packed.writestr("word/styles.xml", f"<w:styles {names}>{styles}</w:styles>")
    return out.getvalue()


def _p(text: str, style: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def test_docx(tmp_path: Path) -> None:
    cells = "".join(f"<w:tr>{''.join(f'<w:tc>{_p(c)}</w:tc>' for c in row)}</w:tr>" for row in (("Shift", "Pay"), ("Night", "18 | 20")))
    (tmp_path / "memo.docx").write_bytes(
        _docx(_p("Shifts", "berschrift1") + _p("* Nights start at 22:00.") + _p("Bring a torch", "LB") + f"<w:tbl>{cells}</w:tbl>")
    )
    got = read_corpus(tmp_path)[0][0]
    assert _all(got) == [
        ("para", "* Nights start at 22:00.", ("Shifts",)),
        ("item", "Bring a torch", ("Shifts",)),
        ("row", "Night | 18 | 20", ("Shifts",)),
    ]
    assert got.blocks[2].header == ("Shift", "Pay") and len(got.blocks[2].cells) == 2


def _pdf(pages: list[list[tuple[int, int, str]]]) -> bytes:
    """A small PDF: per page lines of (type size, height on the page, text)."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for page in pages:
        stream = "BT " + " ".join(f"/F1 {size} Tf 1 0 0 1 50 {y} Tm ({text}) Tj" for size, y, text in page) + " ET"
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {len(objects)} 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
        )
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{o:010d} 00000 n \n" for o in offsets)
    tail = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + tail.encode()


def test_pdf(tmp_path: Path) -> None:
    pytest.importorskip("pypdfium2", reason="the docs extra is not installed")
    first = [(9, 780, "Tram Works 1"), (18, 700, "Brakes"), (11, 660, "Each car carries two magnetic brakes, and the main-"),
             (11, 647, "tenance crew tests both of them every single morning"), (11, 634, "at five."), (11, 600, "A failed test keeps the car in the shed.")]  # fmt: skip
    second = [(9, 780, "Tram Works 2"), (11, 660, "Sand boxes are filled on Fridays.")]
    third = [(9, 780, "Tram Works 3"), (11, 660, "Doors close in 3.5 seconds.")]
    (tmp_path / "tram.pdf").write_bytes(_pdf([first, second, third]))
    got = read_corpus(tmp_path)[0][0]
    assert _all(got) == [
        (
            "para",
            "Each car carries two magnetic brakes, and the maintenance crew tests both of them every single morning at five.",
            ("Brakes",),
        ),
        ("para", "A failed test keeps the car in the shed.", ("Brakes",)),
        ("para", "Sand boxes are filled on Fridays.", ("Brakes",)),
        ("para", "Doors close in 3.5 seconds.", ("Brakes",)),
    ]


def test_a_missing_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tram.pdf").write_bytes(_pdf([[(11, 700, "Doors close.")]]))
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    with pytest.raises(UserError, match=r"pip install 'bullseye\[docs\]'"):
        read_corpus(tmp_path)


def test_a_folder_skips_what_is_damaged_and_says_why() -> None:
    pytest.importorskip("pypdfium2", reason="the docs extra is not installed")
    sources, skipped = read_corpus(FIXTURES, "body.text")
    assert [s.path for s in sources] == [
        "answers.jsonl#1", "answers.jsonl#4", "ferry.txt", "guides/allotment.md", "guides/借阅.md", "notice.html", "parts.csv", "租约.txt",
    ]  # fmt: skip
    assert [s.path for s in skipped] == ["answers.jsonl#2", "answers.jsonl#3", "broken.docx", "broken.pdf", "broken.txt"]
    assert all(s.reason and "\n" not in s.reason for s in skipped)
    assert read_corpus(FIXTURES, "body.text") == (sources, skipped)


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [("gone", None, "no such file"), ("a.txt", b"", "empty"), ("a.xyz", b"text", ".xyz is not a kind"), ("a.md", b"---\ntitle: x\n---\n", "no text"), ("a.txt", b"\x00\x01\x02", "binary")],
)  # fmt: skip
def test_nothing_usable(tmp_path: Path, name: str, data: bytes | None, says: str) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(UserError, match=says) as caught:
        read_corpus(tmp_path / name)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_encodings(encoding: str) -> None:
    text = "每周三上午换水，\r\n水温二十六度。Wasserstand 12 cm。\n"
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    "data",
    ["café crème".encode("latin-1"), "Größe über Maß".encode("cp1252"), "プールの水".encode("shift_jis"), "營業時間為".encode("big5")],
)
def test_other_encodings_are_not_guessed(data: bytes) -> None:
    with pytest.raises(Unreadable):
        decode(data)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("**Bold** and *it* and ***both*** `a*b` ~~old~~ 2*3*4", "Bold and it and both a*b 2*3*4"),
        ("![logo](a.png) See [the *full* list](x(1).md \"t\")[^2] &amp; <b>more</b><br>at <https://a.b/c>", "See the full list & more at https://a.b/c"),
        ("snake_case_name and _this_", "snake_case_name and this"),
        ("汉字 之间\n没有空格，Python 3 有", "汉字之间没有空格，Python 3 有"),
        ("a {% x %} b {{< fig >}} c {{ y }} d", "a b c d"),
        ("[x] done [not a link] a < b \\*c\\*", "done [not a link] a < b *c*"),
    ],
)  # fmt: skip
def test_plain(raw: str, clean: str) -> None:
    got, offsets = plain(raw)
    assert got == clean and len(offsets) == len(got)


@pytest.mark.parametrize(
    ("raw", "lang", "want"),
    [
        ("It is 3.14 m, i.e. long. Ask Dr. Lee of the U.S. office. See No. 5.", "en", ["It is 3.14 m, i.e. long.", "Ask Dr. Lee of the U.S. office.", "See No. 5."]),
        ('He said, "Go. Now." Then he left.', "en", ['He said, "Go. Now."', "Then he left."]),
        ("**Note. Two here.** Use `a. Bc`. [Read on. Please](x) now.", "en", ["Note.", "Two here.", "Use a. Bc.", "Read on. Please now."]),
        ("水深1.5米。请问“几点关？”她问。见v2.0说明！", "zh", ["水深1.5米。", "请问“几点关？”她问。", "见v2.0说明！"]),
        ("1. First do this. 2. Then that.", "en", ["1. First do this.", "2. Then that."]),
    ],
)  # fmt: skip
def test_sentences(raw: str, lang: str, want: list[str]) -> None:
    assert _sentences(raw, lang) == want


PIECES = st.lists(
    st.sampled_from(
        ["# A", "## 二", "- x", "  - y", "1. z", "> q", "| a | b |", "|---|---|", "```", "---", "===", "**b**", "[l](u)", "![i](u)", "{% t %}", "<!--", "-->",
         "&amp;", "`c`", "*", "_", "~~", "[", "](", ")", "<br>", "<table>", "<tr><td>c</td></tr>", "</table>", "\n", "\n\n", "\r\n", " ", "    ", "。", ".", "中文", "word",
         "key: v", "第三章 总则", "“", "”", "\\", "|", "1.", "[^1]:", "{{", "}}", "<li>", "</li>"]
    ),
    max_size=40,
).map("".join)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(text=PIECES | st.text(max_size=80))
def test_spans_hold(text: str) -> None:
    for parse in (markdown.parse, plaintext.parse):
        last = 0
        for block in parse(text)[0]:
            raw = text[block.start : block.end]
            assert last <= block.start < block.end <= len(text) and raw.strip()
            last = block.end
            assert all(block.start <= a <= b <= block.end for a, b in block.cells)
            clean, offsets = plain(raw)
            assert len(clean) == len(offsets) and all(a < b for a, b in pairwise(offsets))
            assert not offsets or (offsets[0] >= 0 and offsets[-1] < len(raw))
            for lang in ("zh", "en"):
                end = 0
                for a, b in sentences_of(raw, lang):
                    assert end <= a < b <= len(raw) and raw[a:b].strip() == raw[a:b]
                    end = b


@pytest.mark.parametrize("folder", ["zh_howtocook", "en_18f_handbook", "zh_cncf_glossary", "en_cncf_glossary"])
def test_real_documents(folder: str, tmp_path: Path) -> None:
    if not (SHARED / "corpora" / folder).is_dir():
        pytest.skip("shared data is not beside this repository")
    place = sample(SHARED / "corpora" / folder, tmp_path, 60)
    sources, skipped = read_corpus(place)
    assert len(skipped) <= 1 and len({s.lang for s in sources}) == 1
    files = [p for p in place.rglob("*.md") if not p.name.startswith(".")]
    assert len(sources) + len(skipped) == len(files)
    marks = 0
    for source in sources:
        assert source.title and source.text.encode() == (place / source.path).read_bytes()
        marks += sum("](" in _clean(source, b) or "**" in _clean(source, b) for b in source.blocks if b.kind != "code")
    assert marks <= len(sources) * 0.03
