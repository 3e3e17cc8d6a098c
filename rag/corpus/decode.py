"""Bytes to text: UTF-8, UTF-16 with a mark, GB18030 where the result reads as Chinese."""

from __future__ import annotations

import codecs
import re
import unicodedata

_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffe\uffff]")
_MARKS = re.compile("[\u2014-\u2026\u3000-\u3011\uff01-\uff5e]")


class Unreadable(Exception):
    """The file cannot be read; the message says why in a few words."""


def decode(data: bytes) -> str:
    """The text of a file, its byte order mark dropped, its line breaks as they are."""
    if not data.strip():
        raise Unreadable("the file is empty")
    for mark, name in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if data.startswith(mark):
            try:
                return _readable(data[len(mark) :].decode(name))
            except UnicodeDecodeError:
                raise Unreadable(f"it says it is {name.upper()} but does not decode") from None
    if b"\x00" in data:
        raise Unreadable("binary data, not text")
    try:
        return _readable(data.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        text = ""
    if not text or not _chinese(text):
        raise Unreadable("neither UTF-8 nor GB18030 text; save it as UTF-8")
    return _readable(text)


def _readable(text: str) -> str:
    if not text.strip():
        raise Unreadable("the file is empty")
    broken = len(_CONTROL.findall(text)) + text.count("\ufffd")
    if broken > max(2, len(text) // 500):
        raise Unreadable("binary data, not text")
    return text


def _chinese(text: str) -> bool:
    """Does it read as Chinese? Other encodings decode to rare characters, private use and unassigned code points."""
    foreign = [c for c in text if ord(c) > 127]
    common = sum(1 for c in foreign if _MARKS.match(c) or _common(c))
    odd = sum(1 for c in foreign if unicodedata.category(c) in ("Co", "Cn", "Cc", "Cs"))
    return bool(foreign) and common >= len(foreign) * 0.8 and odd <= len(foreign) * 0.01


def _common(char: str) -> bool:
    """One of the 3,755 characters of everyday use (the first level of GB 2312)."""
    try:
        code = char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return len(code) == 2 and 0xB0 <= code[0] <= 0xD7
