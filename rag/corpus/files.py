"""Finding and reading the user's files: every readable one becomes sources, every other one says why not."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from generators.errors import UserError
from rag.corpus import docx, html, markdown, pdf, plaintext, tabular
from rag.corpus.decode import Unreadable, decode
from rag.corpus.structure import Block, Skipped, Source, make_source

ENDINGS = (".md", ".markdown", ".txt", ".html", ".htm", ".csv", ".jsonl", ".pdf", ".docx")


def read_corpus(path: str | Path, text_field: str = "text") -> tuple[list[Source], list[Skipped]]:
    """All documents at a path, sorted by path, and what was skipped with the reason."""
    root = Path(path)
    if not root.exists():
        raise UserError(f"--corpus {path}: no such file or folder; give a folder of documents or one file")
    folder = root.is_dir()
    files = _files(root) if folder else [root]
    sources: list[Source] = []
    skipped: list[Skipped] = []
    for file in files:
        name = file.relative_to(root).as_posix() if folder else file.name
        try:
            for found in _read(file, name, text_field):
                (sources if isinstance(found, Source) else skipped).append(found)  # type: ignore[arg-type]
        except Unreadable as err:
            skipped.append(Skipped(name, str(err)))
        except RecursionError:
            skipped.append(Skipped(name, "nested too deeply to be a document"))
        except OSError as err:
            skipped.append(Skipped(name, f"cannot be read: {err.strerror or type(err).__name__}"))
    if not sources:
        kinds = " ".join(e[1:] for e in ENDINGS)
        why = f"{skipped[0].path}: {skipped[0].reason}" if skipped else "no file of a kind that can be read"
        more = f" (and {len(skipped) - 1} more)" if len(skipped) > 1 else ""
        raise UserError(f"--corpus {path}: nothing usable: {why}{more}; give files of these kinds: {kinds}")
    return [_placed(s) for s in sources], skipped


_GENERIC = re.compile(
    r"(?:frequently asked questions|faqs?|q ?& ?a|overview|introduction|home|index|readme|background|about(?: us)?|contents|table of contents|resources|welcome|getting started|summary|notes|appendix|"
    r"常见问题|简介|概述|首页|目录|说明|前言|附录|介绍|更新日志)",
    re.I,
)


def _placed(source: Source) -> Source:
    """A document whose title many documents could have says in brackets which folder it stands in."""
    folder = source.path.rpartition("/")[0].rpartition("/")[2]
    if not folder or not _GENERIC.fullmatch(source.title.strip()):
        return source
    where = _words(folder)
    marks = ("（", "）") if source.lang == "zh" else (" (", ")")
    return replace(source, title=f"{source.title}{marks[0]}{where}{marks[1]}")


def _files(root: Path) -> list[Path]:
    """Files of known kinds below a folder, sorted by POSIX path; hidden ones and editors' lock files left out."""
    found = []
    for here, folders, names in os.walk(root):
        folders[:] = [f for f in folders if not f.startswith(".")]
        found += [Path(here, n) for n in names if not n.startswith((".", "~$")) and Path(n).suffix.lower() in ENDINGS]
    return sorted(found, key=lambda p: p.relative_to(root).as_posix())


def _read(file: Path, name: str, text_field: str) -> Iterator[Source | Skipped]:
    ending = file.suffix.lower()
    if ending not in ENDINGS:
        raise Unreadable(f"{ending or 'a file without an ending'} is not a kind that can be read")
    data = file.read_bytes()
    if not data.strip():
        raise Unreadable("the file is empty")
    if ending == ".jsonl":
        yield from _records(decode(data), name, text_field)
        return
    text, blocks, title = _document(ending, data)
    if not blocks:
        raise Unreadable("no text in it")
    yield make_source(name, text, title or _words(file.stem), blocks)


def _document(ending: str, data: bytes) -> tuple[str, tuple[Block, ...], str]:
    """Text, blocks and title of one document."""
    if ending in (".md", ".markdown"):
        text = decode(data)
        return text, *markdown.parse(text)
    if ending == ".txt":
        text = decode(data)
        return text, *plaintext.parse(text)
    if ending == ".csv":
        text = decode(data)
        return text, tabular.parse_csv(text), ""
    head = ""
    if ending == ".pdf":
        text = pdf.to_text(data)
    elif ending == ".docx":
        text = docx.to_text(data)
    else:
        text, head = html.to_text(_page(data))
    blocks, title = markdown.parse(text)
    return text, blocks, title or head


def _page(data: bytes) -> str:
    """A page in the encoding it declares where it is no UTF-8."""
    try:
        return decode(data)
    except Unreadable:
        known = {
            "iso-8859-1": "cp1252",
            "latin1": "cp1252",
            "windows-1252": "cp1252",
            "gb2312": "gb18030",
            "gbk": "gb18030",
            "big5": "big5",
        }
        if name := known.get(html.charset(data)):
            try:
                return data.decode(name)
            except UnicodeDecodeError:
                pass
        raise


def _records(text: str, name: str, text_field: str) -> Iterator[Source | Skipped]:
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text), 1):
        if not line.strip():
            continue
        where = f"{name}#{number}"
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            yield Skipped(where, "the line is not JSON")
            continue
        value = _field(record, text_field)
        if not isinstance(value, str) or not value.strip():
            has = f"; it has {', '.join(list(record)[:8])}" if isinstance(record, dict) and value is None else ""
            yield Skipped(where, f"no text in the field {text_field!r}{has}")
            continue
        value = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        blocks, title = (markdown if tabular.looks_like_markdown(value) else plaintext).parse(value)
        given = record.get("title") if isinstance(record, dict) else None
        if not blocks:
            yield Skipped(where, "no text in it")
            continue
        yield make_source(
            where, value, (given.strip() if isinstance(given, str) else "") or title or f"{_words(Path(name).stem)} {number}", blocks
        )


def _field(record: object, path: str) -> object:
    if isinstance(record, dict) and path in record:
        return record[path]
    for key in path.split("."):
        if not isinstance(record, dict):
            return None
        record = record.get(key)
    return record


def _words(stem: str) -> str:
    """A file's name as words."""
    return re.sub(r"[-_\s]+", " ", stem).strip() or stem
