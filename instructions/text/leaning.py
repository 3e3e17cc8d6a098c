"""Sentences that lean on what was said before them, and so say nothing where they stand alone."""

from __future__ import annotations

import re

_LEANS = {
    "zh": re.compile(
        "[这那它他她此其]|另外|所以|于是|同样|也|还|不过|但是?|再|又|后来|接着|然后|电话|一样|[块元毛]|^[^，]{1,4}[完好过]了?，"
    ),
    "en": re.compile(
        r"^(?:It|They|He|She|That|This|These|Those|So|But|And|Then|Here|There|After that)\b|\b(?:this|these|those|too|also|either|same|such|another|just as|it|them|ring|phone)\b"
    ),
}


def leans(sentence: str, lang: str) -> bool:
    """Whether a sentence speaks of something said before it."""
    return _LEANS[lang].search(sentence) is not None
