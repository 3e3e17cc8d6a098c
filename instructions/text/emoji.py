"""Emoji as a person counts them: one grapheme cluster each, whatever it is made of."""

from __future__ import annotations

import re

_BASE = (
    "\U0001f300-\U0001f5ff\U0001f600-\U0001f64f\U0001f680-\U0001f6ff\U0001f7e0-\U0001f7eb\U0001f900-\U0001f9ff\U0001fa70-\U0001faff\U0001f004\U0001f0cf\U0001f18e"
    "\U0001f191-\U0001f19a\U0001f201\U0001f21a\U0001f22f\U0001f232-\U0001f236\U0001f238-\U0001f23a\U0001f250\U0001f251"
    "\u231a\u231b\u23e9-\u23ec\u23f0\u23f3\u25fd\u25fe\u2614\u2615\u2648-\u2653\u267f\u2693\u26a1\u26aa\u26ab\u26bd\u26be\u26c4\u26c5\u26ce\u26d4"
    "\u26ea\u26f2\u26f3\u26f5\u26fa\u26fd\u2705\u270a\u270b\u2728\u274c\u274e\u2753-\u2755\u2757\u2795-\u2797\u27b0\u27bf\u2b1b\u2b1c\u2b50\u2b55"
)
# Signs that are text by default and an emoji only behind the variation selector.
_TEXT = "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2194-\u21aa\u2328\u23cf\u23ed-\u23ef\u23f1\u23f2\u23f8-\u23fa\u24c2\u25aa\u25ab\u25b6\u25c0\u25fb\u25fc\u2600-\u27bf\u2934\u2935\u2b05-\u2b07\u3030\u303d\u3297\u3299\U0001f170-\U0001f202\U0001f237\U0001f321-\U0001f5fa\U0001f6cb-\U0001f6f3"
_SKIN, _VS = "\U0001f3fb-\U0001f3ff", "\ufe0f"
_ONE = f"(?:[{_TEXT}]{_VS}|[{_BASE}]{_VS}?)[{_SKIN}]?"
_CLUSTER = (
    f"[\U0001f1e6-\U0001f1ff]{{2}}"  # flags
    f"|[0-9#*]{_VS}?\u20e3"  # keycaps
    f"|\U0001f3f4[\U000e0061-\U000e007a0-9]+\U000e007f"  # flags of regions
    f"|{_ONE}(?:\u200d{_ONE})*"
    f"|[\u2764\u2665\u2600\u2601\u260e\u2611\u2639\u263a\u2660\u2663\u2666\u2668\u267b\u26a0\u2708\u2709\u270f\u2712\u2714\u2716\u2744]{_VS}(?:\u200d{_ONE})*"
)
EMOJI = re.compile(_CLUSTER)
# One of these stands in every cluster: most texts hold none, and are told so in one pass.
_SIGN = re.compile("[\u00a9\u00ae\u203c\u2049\u20e3\u2122-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]")


def may_hold(text: str) -> bool:
    """Whether a text holds a sign of which clusters are made."""
    return not text.isascii() and _SIGN.search(text) is not None


def emoji_spans(text: str) -> list[tuple[int, int]]:
    """(start, end) of each emoji cluster: families, flags, skin tones and keycaps are one each."""
    return [m.span() for m in EMOJI.finditer(text)] if may_hold(text) else []


def emojis(text: str) -> list[str]:
    """The clusters themselves."""
    return [text[a:b] for a, b in emoji_spans(text)]
