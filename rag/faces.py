"""What an error message of a search tool tells of: a search that failed, or one that was not allowed."""

from __future__ import annotations

import re

_DENIED = re.compile(r"权限|\b(?:permission|access denied|forbidden|unauthori[sz]ed|not authori[sz]ed|403|401)\b", re.I)


def denied(message: str) -> bool:
    """Whether the message says that the searcher lacks a permission: then nothing is broken."""
    return bool(_DENIED.search(message))
