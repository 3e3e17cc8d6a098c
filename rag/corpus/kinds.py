"""Which of the bank's wordings ask for a fact: those of its kind, or those of what people call such a thing."""

from __future__ import annotations

import re

from generators.words import Bank
from rag.corpus.mined import Mined
from rag.corpus.structure import Source, is_recipe

_HEAT = re.compile(r"卡路里|热量")


def bank_kind(m: Mined, bank: Bank, source: Source) -> str:
    """The kind by which the bank words the fact: nobody asks for the definition of a dish, or says "estimated calories" as a label has it.

    A page that opens on what its title names is asked what that is, not what the page is about.
    """
    own = m.kind
    if m.kind in ("defined", "summary") and is_recipe(source):
        own = "made"
    elif m.kind == "keyed" and _HEAT.search(m.words.get("key", "")):
        own = "heat"
    elif m.kind == "summary" and source.lang == "zh" and 2 <= len(source.title) <= 16:
        bare = re.sub(r"\s*[（(].*", "", source.title)
        own = "defined" if bare and bare in m.value[: len(bare) + 12] else own
    return own if f"corpus.ask_{own}" in bank else m.kind
