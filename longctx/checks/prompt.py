"""Checks of the prompt: the text is the one the truth was made for, and as long as it says."""

from __future__ import annotations

import hashlib
from typing import Any

from generators.checks.registry import Row, Verdict, check
from longctx.checks.counting import counted
from longctx.checks.hay import haystack


@check("longctx.haystack", "sha256")
def same_text(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """The haystack between its offsets is the one the answer was made for; needles lie inside it where the evidence says."""
    place = row["evidence"]["haystack"]
    found = hashlib.sha256(haystack(row).encode()).hexdigest()
    if found != params["sha256"] or found != place["sha256"]:
        return Verdict("the haystack is not the text the answer was made for")
    for needle in row["evidence"]["needles"]:
        if not place["start"] <= needle["start"] < needle["end"] <= place["end"]:
            return Verdict("a needle lies outside of the haystack")
        if not 0 <= needle["token"] <= needle["of"] + 1:
            return Verdict(f"a needle stands {needle['token']} of {needle['of']} tokens deep")
    return Verdict()


@check("longctx.length", "asked", "tokenizer", "sha256")
def length(row: Row, answer: str, params: dict[str, Any]) -> Verdict:
    """The messages before the answer have the asked number of tokens, give or take one, counted anew: their contents, or, with `template`, what it makes of them."""
    from generators.tokens import known, known_template  # third-party tokenizers only where a row is counted

    counter = known(params["tokenizer"], params["sha256"])
    if counter is None:
        return Verdict(
            f"the tokenizer {params['tokenizer']!r} ({params['sha256'][:12]}) is not at hand; give it with --tokenizer", "length-unverified"
        )
    turn = next(i for i in reversed(range(len(row["messages"]))) if row["messages"][i]["role"] == "assistant")
    before = row["messages"][:turn]
    if "template" in params:
        template = known_template(params["template"])
        if template is None:
            return Verdict(
                f"the chat template ({params['template'][:12]}) is not at hand; give it with --count-template", "length-unverified"
            )
        found = counted(counter, template.render(before))
    else:
        found = sum(counted(counter, m.get("content") or "") for m in before)
    if abs(found - params["asked"]) > 1:
        return Verdict(f"{found} tokens, {params['asked']} asked for")
    if found != row["evidence"]["length"]["tokens"]:
        return Verdict(f"{found} tokens, {row['evidence']['length']['tokens']} recorded")
    return Verdict()
