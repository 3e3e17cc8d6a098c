"""Our checks beside an independent reading of IFEval's published definitions, for every id that maps; where we mean to differ, the text that shows it stands below."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from typing import Any

import pytest

from instructions.constraints import KINDS
from instructions.constraints.leaf import fault
from instructions.emit import outside_of
from tests.instructions.test_mutations import MUTATIONS

K = dict[str, Any]


def _relation(n: int, k: K, name: str, relation: str = "relation") -> bool:
    return n < k[name] if k[relation] == "less than" else n >= k[name]


def _json(text: str) -> bool:
    bare = re.sub(r"^```(?:json|Json|JSON)?\n?|```$", "", text.strip()).strip()
    try:
        json.loads(bare)
    except ValueError:
        return False
    return True


def _highlights(text: str) -> int:
    one = [x for x in re.findall(r"\*[^\n*]*\*", text) if x.strip("*").strip()]
    two = [x for x in re.findall(r"\*\*[^\n*]*\*\*", text) if x.removeprefix("**").removesuffix("**").strip()]
    return len(one) + len(two)


# id -> the published rule. Sentences are left to the tables: the published rule calls a trained splitter.
RULES: dict[str, Callable[[str, K], bool]] = {
    "keywords:existence": lambda t, k: all(re.search(re.escape(w), t, re.I) for w in k["keywords"]),
    "keywords:forbidden_words": lambda t, k: not any(re.search(rf"\b{re.escape(w)}\b", t, re.I) for w in k["forbidden_words"]),
    "keywords:frequency": lambda t, k: _relation(len(re.findall(re.escape(k["keyword"]), t, re.I)), k, "frequency"),
    "keywords:letter_frequency": lambda t, k: _relation(t.lower().count(k["letter"].lower()), k, "let_frequency", "let_relation"),
    "length_constraints:number_words": lambda t, k: _relation(len(re.findall(r"\w+", t)), k, "num_words"),
    "length_constraints:number_sentences": lambda t, k: _relation(len([x for x in re.split(r"(?<=[.!?])\s+", t) if x.strip()]), k, "num_sentences"),
    "detectable_content:number_placeholders": lambda t, k: len(re.findall(r"\[.*?\]", t)) >= k["num_placeholders"],
    "detectable_content:postscript": lambda t, k: re.search(r"\s*p\.\s?s\..*$", t.lower(), re.M) is not None,
    "detectable_format:number_bullet_lists": lambda t, k: len(re.findall(r"^\s*\*[^*].*$", t, re.M)) + len(re.findall(r"^\s*-.*$", t, re.M)) == k["num_bullets"],
    "detectable_format:number_highlighted_sections": lambda t, k: _highlights(t) >= k["num_highlights"],
    "detectable_format:title": lambda t, k: any(x.lstrip("<").rstrip(">").strip() for x in re.findall(r"<<[^\n]+>>", t)),
    "detectable_format:json_format": lambda t, k: _json(t),
    "change_case:english_capital": lambda t, k: t.isupper(), "change_case:english_lowercase": lambda t, k: t.islower(),
    "punctuation:no_comma": lambda t, k: "," not in t,
    "startend:end_checker": lambda t, k: t.strip().strip('"').lower().endswith(k["end_phrase"].strip().lower()),
    "startend:quotation": lambda t, k: len(t.strip()) > 1 and t.strip()[0] == t.strip()[-1] == '"',
    "combination:repeat_prompt": lambda t, k: t.strip().lower().startswith(k["prompt_to_repeat"].strip().lower()),
}  # fmt: skip

# type, params, text, what we say, what the published rule says, why we are right.
DIFFER: list[tuple[str, K, str, bool, bool, str]] = [
    ("keyword.include", {"words": ["art"]}, "Start now.", False, True, "a keyword is a word, not a piece of one"),
    ("keyword.frequency", {"op": "min", "word": "art", "n": 2}, "Start the art.", False, True, "the same, counted"),
    ("keyword.frequency", {"op": "max", "word": "cat", "n": 1}, "The cat in the category.", True, False, "the same, counted"),
    ("keyword.exclude", {"words": ["well"]}, "A well-known man.", True, False, "well-known is one word, and another"),
    ("length.words", {"op": "max", "n": 3}, "It's well-known here.", True, False, "an apostrophe or hyphen does not part a word"),
    ("list.bullets", {"op": "exact", "n": 1}, "---\n- One", True, False, "a rule is no item"),
    ("list.bullets", {"op": "exact", "n": 1}, "-5 is cold.\n- One", True, False, "a negative number is no item"),
    ("list.bullets", {"op": "exact", "n": 2}, "• One\n• Two", True, False, "a round bullet is a bullet"),
    ("list.bullets", {"op": "exact", "n": 1}, "- One\n  - Sub", True, False, "an item below an item is not one of the list"),
    ("mark.bold", {"op": "min", "n": 1}, "2*3*4 is 24.", False, True, "a product is not a highlight"),
    ("mark.title", {"style": "<<>>"}, "Text <<here>> is.", False, True, "a title stands on the first line, alone"),
    ("data.json", {"keys": ["a"]}, "42", False, True, "a number is no object with the asked keys"),
    ("data.json", {"keys": ["a"]}, '```json\n[{"a": 1}]\n```', False, True, "JSON alone means without a fence"),
    ("punct.none", {"mark": "comma"}, "1,280 came.", True, False, "the comma of a number is part of it"),
    ("punct.none", {"mark": "comma"}, "One\uff0c two", False, True, "a full-width comma is a comma"),
    ("edge.last", {"phrase": "The end."}, "So it was. the END.", False, True, "an exact phrase has its case"),
    ("edge.postscript", {"mark": "P.S."}, "P.S. is short for postscript.\n\nThat is all.", False, True, "a postscript comes last"),
    ("copy.request", {"phrase": "Name a tree."}, "NAME A TREE. Oak.", False, True, "word for word, on a line of its own"),
    ("token.placeholder", {"op": "min", "n": 1}, "See [the list](a.md).", False, True, "a link is no placeholder"),
    ("count.sentences", {"op": "min", "n": 2}, "Dr. Smith came at 5 p.m. today.", False, True, "abbreviations end nothing"),
]  # fmt: skip


# Types whose reading is stricter than the published one on purpose, whatever is done to a text: a postscript comes last, a title stands alone on the first line, a
# phrase and a repeated request keep their case.
STRICTER = {"edge.postscript", "mark.title", "edge.last", "copy.request"}


def _mapped(row: K) -> list[tuple[K, str, K]]:
    out = []
    for leaf in row["evidence"]["leaves"]:
        found = None if leaf.get("scope") else KINDS[leaf["type"]].outside(leaf["params"])
        if found:
            out.append((leaf, *found))
    return out


def test_every_mapped_id_has_a_rule() -> None:
    asked = {
        found[0]
        for kind in KINDS.values()
        for params in ({"op": op, **base} for op in ("min", "max", "exact", "upper", "lower") for base in ({"n": 3, "words": ["a"], "word": "a", "letter": "a", "phrase": "a", "mark": m, "style": "<<>>", "marks": '""', "keys": ["a"]} for m in ("comma", "P.S.")))
        if (found := _outside(kind, params))
    }  # fmt: skip
    assert asked == set(RULES)


def _outside(kind: Any, params: K) -> tuple[str, K] | None:
    try:
        return kind.outside(params)  # type: ignore[no-any-return]
    except KeyError:
        return None


def test_answers_pass_the_published_rules_too(irows: list[K]) -> None:
    """What is asked holds by both readings, in every English row: bounds are set so that no fair reading breaks them."""
    seen: set[str] = set()
    for row in irows:
        if row["lang"] == "en" and row["task_type"] == "instructions/compose":
            for leaf, id_, kwargs in _mapped(row):
                if id_ == "length_constraints:number_sentences":
                    continue
                seen.add(id_)
                assert RULES[id_](row["messages"][-1]["content"], kwargs) or _meant(leaf, row), (row["id"], leaf)
            found = outside_of(row)
            assert found is None or all(None not in k.values() for k in found[1])
    assert len(seen) >= 7, seen


def _meant(leaf: K, row: K) -> bool:
    """A keyword that also stands inside another word, a round bullet or a sub-item, a number's comma: see DIFFER."""
    text = row["messages"][-1]["content"]
    return (leaf["type"] == "list.bullets" and bool(re.search(r"^\s*•|^\s+-", text, re.M))) or (
        leaf["type"] == "keyword.frequency" and len(re.findall(rf"\b{re.escape(leaf['params']['word'])}\b", text, re.I)) != len(re.findall(re.escape(leaf["params"]["word"]), text, re.I))
    ) or (leaf["type"] == "punct.none" and re.search(r"\d,\d", text) is not None)  # fmt: skip


@pytest.mark.parametrize("name", sorted(MUTATIONS))
def test_readings_differ_only_where_meant(name: str, irows: list[K]) -> None:
    """On changed answers, no disagreement but of types that differ on purpose, and of those that are not always stricter on a tenth at most."""
    rng, seen, odd = random.Random(8), 0, []
    for row in irows:
        if row["lang"] != "en" or row["task_type"] != "instructions/compose":
            continue
        text = MUTATIONS[name](row["messages"][-1]["content"], "en", rng) or "."
        for leaf, id_, kwargs in _mapped(row):
            if id_ in ("length_constraints:number_sentences", "length_constraints:number_words", "detectable_format:json_format"):
                continue  # the second splits at apostrophes, the third knows no keys: see DIFFER
            seen += 1
            ours = not fault(leaf, text, "en")
            if ours != RULES[id_](text, kwargs) and not _meant(leaf, {"messages": [{"content": text}]}):
                odd.append((leaf, text, ours))
    unexplained = [x for x in odd if x[0]["type"] not in {t for t, *_ in DIFFER}]
    assert seen >= 20 and not unexplained, unexplained[:3]
    rest = [x for x in odd if x[0]["type"] not in STRICTER]
    assert len(rest) * 10 <= seen, rest[:5]


@pytest.mark.parametrize("case", range(len(DIFFER)))
def test_where_we_differ_on_purpose(case: int) -> None:
    type_, params, text, ours, theirs, why = DIFFER[case]
    found = KINDS[type_].outside(params)
    assert found is not None, type_
    assert (not fault({"type": type_, "params": params}, text, "en")) == ours, why
    assert RULES[found[0]](text, found[1]) == theirs, why
