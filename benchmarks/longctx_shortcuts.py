"""Where needles stand and what a lazy reader could go by, over rows of `gen longctx`: `python -m benchmarks.longctx_shortcuts ROWS.jsonl...`."""

from __future__ import annotations

import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations, pairwise, permutations
from typing import Any

from generators.audit.probes import text_probe
from generators.audit.stats import holm
from generators.row import Row, loads, question_of

PLANTED = ("needle", "distractor", "outdated", "move", "bridge", "event")
OWN = ("told", "gap", "lines", "named", "holder", "debt")  # kinds of rows whose needles are sentences of the text itself
ADDED = ("total", "compared")
TAGGED = "skill/lookup"
_END = {
    "zh": re.compile(r"(?:[。！？!?]+|……)[”’」』]*|\n+"),
    "en": re.compile(r"(?<!\bMr)(?<!\bMrs)(?<!\bDr)(?<!\bSt)(?<!\bNo)[.!?]+[”’\"]*(?=\s)|\n+"),
}
_BREAK = re.compile(r"\n\n(?:[＊※⁂]+|\*\*\*|\* \* \*|第[^\n]{1,30}[章回][^\n]*|(?i:chapter)[^\n]*)\n\n")
_GOES_ON = re.compile(r"\s+(?:[a-z]|(?:[A-Z][\w.’-]*\s+){1,3}(?:[a-z]+ed|said|told|put|began|cried)\b)")  # behind speech: who says it


def rows_of(paths: Iterable[str]) -> list[Row]:
    """All rows of some files."""
    return [loads(line) for path in paths for line in open(path, "rb")]


def _depth(needle: dict[str, Any]) -> float:
    return min(0.999999, float(needle["token"]) / float(needle["of"]))


def single(rows: Sequence[Row]) -> None:
    """Line 2, one needle: KS, chi-square on 20 bins (Holm over the seeds), extremes."""
    from scipy.stats import chisquare, kstest

    by_seed: dict[int, list[float]] = defaultdict(list)
    for row in rows:
        found = row["evidence"]["needles"]
        if row["task_type"] == "longctx/passkey" and len(found) == 1:
            by_seed[row["origin"]["seed"]].append(_depth(found[0]))
    tests = []
    for seed, places in sorted(by_seed.items()):
        ks = kstest(places, "uniform")
        bins = Counter(int(p * 20) for p in places)
        tests.append((seed, places, ks, float(chisquare([bins[i] for i in range(20)]).pvalue)))
    fair = holm([p for _, _, ks, chi in tests for p in (float(ks.pvalue), chi)])
    for i, (seed, places, ks, chi) in enumerate(tests):
        print(
            f"seed {seed}: {len(places)} single needles, D {ks.statistic:.4f}, KS p {ks.pvalue:.3f}, chi-square(20) p {chi:.3f}, "
            f"Holm {min(fair[2 * i : 2 * i + 2]):.3f}, min {min(places):.2%}, max {max(places):.2%}"
        )


def orders(rows: Sequence[Row]) -> None:
    """Line 2, m needles: each order statistic against Beta(k, m + 1 - k); order of what is asked against order in the text."""
    from scipy.stats import beta, chisquare, kstest

    sets: dict[int, list[list[float]]] = defaultdict(list)
    asked: dict[str, Counter[tuple[int, ...]]] = defaultdict(Counter)
    for row in rows:
        needles = row["evidence"]["needles"]
        drawn = [n for n in needles if n["role"] in PLANTED]
        if len(drawn) > 1 and row["facets"].get("kind") not in (*OWN, *ADDED):
            sets[len(drawn)].append(sorted(_among(row, drawn)))
        for name, order in _orders(row):
            asked[name][order] += 1
    tests = [
        (m, k, kstest([s[k - 1] for s in found], beta(k, m + 1 - k).cdf)) for m, found in sorted(sets.items()) for k in range(1, m + 1)
    ]
    kept = [t for t in tests if len(sets[t[0]]) >= 100]
    worst = holm([float(t[2].pvalue) for t in kept])
    for (m, k, ks), p in zip(kept, worst, strict=True):
        if p == min(worst):
            print(
                f"order statistics: {len(kept)} laws of {len({t[0] for t in kept})} sizes, worst {k} of {m}: D {ks.statistic:.4f}, Holm p {p:.3f}"
            )
            break
    for name, found in sorted(asked.items()):
        every = list(permutations(range(len(next(iter(found))))))
        if sum(found.values()) >= 5 * len(every):
            chi = chisquare([found[o] for o in every])
            print(f"{name}: {sum(found.values())} rows over {len(every)} permutations, chi-square p {chi.pvalue:.4f}")


def _among(row: Row, drawn: Sequence[dict[str, Any]]) -> list[float]:
    """Depths in the haystack without any of the needles, in characters: where each was drawn to, whatever the others add."""
    place = row["evidence"]["haystack"]
    size = {id(n): n["end"] - n["start"] + (row["lang"] == "en") for n in drawn}
    rest = place["end"] - place["start"] - sum(size.values())
    return [min(1.0, (n["start"] - place["start"] - sum(size[id(o)] for o in drawn if o["start"] < n["start"])) / rest) for n in drawn]


def _orders(row: Row) -> Iterable[tuple[str, tuple[int, ...]]]:
    """(test, rank in the text of what is asked first, second, ...)."""
    by_kind = {c["kind"]: c["params"] for c in row["checks"]}
    needles = row["evidence"]["needles"]
    if "longctx.pairs" in by_kind:
        items = by_kind["longctx.pairs"]["items"]
        starts = [next((n["start"] for n in needles if n["role"] == "needle" and n.get("value") == i["value"]), -1) for i in items]
        if len(items) in (3, 4) and min(starts) >= 0:
            yield f"multi_query of {len(items)}", tuple(sorted(starts).index(s) for s in starts)
    if "longctx.order" in by_kind and len(by_kind["longctx.order"]["items"]) == 4:
        place = row["evidence"]["haystack"]  # not the question, which may stand before it
        text = row["messages"][place["turn"]]["content"][place["start"] : place["end"]].lower()
        starts = [text.index(i["mark"].lower()) for i in by_kind["longctx.order"]["items"]]
        yield f"order_events of 4, {row['facets']['kind']}", tuple(sorted(starts).index(s) for s in starts)


def lookups(rows: Sequence[Row]) -> None:
    """Line 3: the share of rows that a search solves, and which positional rules find the needle among its rivals."""
    print(f"lookup types: {sum(TAGGED in r['tags'] for r in rows) / len(rows):.1%} of {len(rows)} rows")
    hits: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for row in rows:
        shown = [n for n in row["evidence"]["needles"] if n["role"] in ("needle", "distractor", "outdated")]
        gold = [n for n in shown if n["role"] == "needle"]
        if not gold or len(gold) == len(shown):
            continue
        shown.sort(key=lambda n: n["start"])
        chance = len(gold) / len(shown)
        content = row["messages"][shown[0]["turn"]]["content"]
        texts = [content[n["start"] : n["end"]] for n in shown]
        counts = Counter(content)
        rules = {
            "first": 0,
            "last": len(shown) - 1,
            "longest": max(range(len(shown)), key=lambda i: len(texts[i])),
            "rarest characters": max(range(len(shown)), key=lambda i: sum(1 / counts[c] for c in set(texts[i]))),
            "index 1": min(1, len(shown) - 1),
        }
        for name, i in rules.items():
            hits[name].append((float(shown[i]["role"] == "needle"), chance))
            hits[f"{name} ({row['task_type'].split('/')[1]})"].append((float(shown[i]["role"] == "needle"), chance))
    for name, found in sorted(hits.items()):
        got, chance = (sum(f[k] for f in found) / len(found) for k in (0, 1))
        if "(" not in name or (len(found) > 60 and got - chance > 0.08):
            print(f"rule {name}: {got:.3f}, chance {chance:.3f}, n {len(found)}")


def from_question(rows: Sequence[Row]) -> None:
    """Line 3: of two or more candidates for the answer, which one does the question alone, or the haystack's opening, give away? AUC at chance is 0.5."""
    kinds = Counter(r["task_type"] for r in rows)
    for name, kind in ((n, k) for n in ("question only", "haystack opening") for k in sorted(kinds)):
        texts, labels, groups = [], [], []
        for row in (r for r in rows if r["task_type"] == kind):
            shown = [n for n in row["evidence"]["needles"] if n["role"] in ("needle", "distractor") and n.get("value")]
            if len({n["role"] for n in shown}) < 2:
                continue
            place = row["evidence"]["haystack"]
            head = row["messages"][place["turn"]]["content"][place["start"] : place["start"] + 400]
            for n in shown:
                texts.append(f"{question_of(row) if name == 'question only' else head} || {n['value']}")
                labels.append(n["role"] == "needle")
                groups.append(row["group"])
        if len(labels) < 100:
            continue
        value, half = text_probe(texts, labels, groups)
        print(f"probe, {name} and a candidate, {kind.split('/')[1]}: AUC {value:.3f} ± {half:.3f}, n {len(labels)}")


def _sentences(text: str, start: int, end: int, lang: str) -> list[tuple[int, int]]:
    """Sentences of a stretch, each without the blanks round it; a title's point ends nothing, and what is said goes with who says it."""
    cuts = [
        m.end() for m in _END[lang].finditer(text, start, end) if lang == "zh" or m[0][-1] not in '”"' or not _GOES_ON.match(text, m.end())
    ]
    spans = []
    for a, b in pairwise([start, *cuts, end]):
        shown = text[a:b].strip()
        if len(shown) > 3:
            at = text.index(shown, a)
            spans.append((at, at + len(shown)))
    return spans


def blended(rows: Sequence[Row]) -> None:
    """Line 3: needle sentences against sentences of the same haystack, by their n-grams, for each task type and language.

    Blended are the kinds whose needles are the text's own sentences. What is planted is of a few wordings that a probe learns by heart, so it is
    reported apart. Either side is cut into sentences by the same rule: the sentence a needle begins in is held against one drawn at random.
    """
    rng = random.Random(5)
    sets: dict[tuple[str, str], list[tuple[str, bool, str]]] = defaultdict(list)
    for row in rows:
        place, kind = row["evidence"]["haystack"], row["task_type"].split("/")[1]
        content = row["messages"][place["turn"]]["content"]
        needles = row["evidence"]["needles"]
        every = _sentences(content, place["start"], place["end"], row["lang"])
        hay = [s for s in every if not any(n["start"] < s[1] and s[0] < n["end"] for n in needles)]
        told = row["facets"].get("kind") in OWN
        for n in needles if hay else ():
            whole = next((s for s in every if s[0] <= n["start"] + 1 < s[1]), None)
            if whole:
                a, b = rng.choice(hay)
                pair = ((content[whole[0] : whole[1]], True, row["group"]), (content[a:b], False, row["group"]))
                sets[f"{kind} (own)" if told else kind, row["lang"]] += pair
                # What is added up or compared is all there is of its kind in the text, so that its words tell the kind and not which of it is asked for.
                every_kind = "all that is added up" if row["facets"].get("kind") in ADDED else "all that is planted"
                sets["all of the text's own" if told else every_kind, row["lang"]] += pair
    for (kind, lang), found in sorted(sets.items()):
        if len(found) >= 100:
            value, half = text_probe([t for t, _, _ in found], [y for _, y, _ in found], [g for _, _, g in found])
            print(f"probe, needle or haystack, {kind} {lang}: AUC {value:.3f} ± {half:.3f}, n {len(found)}")


def alone(rows: Sequence[Row]) -> None:
    """Of the scenes that are one sentence, how many hold what is asked for, and how many what is planted: a lazy reader would look nowhere else."""
    for lang in ("zh", "en"):
        found = [0, 0, 0]
        for row in rows:
            needles = [n for n in row["evidence"]["needles"] if n["role"] in PLANTED]
            if row["lang"] != lang or not needles or row["facets"].get("kind") in (*OWN, *ADDED):
                continue
            place = row["evidence"]["haystack"]
            content = row["messages"][place["turn"]]["content"]
            cuts = [(m.start(), m.end()) for m in _BREAK.finditer(content, place["start"], place["end"])]
            for (_, a), (b, _) in pairwise(cuts):
                if "\n" not in content[a:b] and len(_sentences(content, a, b, lang)) == 1:
                    here = [n for n in needles if a <= n["start"] < b]
                    found[0] += 1
                    found[1] += any(n["role"] not in ("distractor", "outdated") for n in here)
                    found[2] += bool(here)
        if found[0]:
            print(
                f"{lang}: of {found[0]} scenes of one sentence {found[1] / found[0]:.0%} hold what is asked for, {found[2] / found[0]:.0%} it or a look-alike"
            )


def openings(rows: Sequence[Row], tokens: int = 500) -> None:
    """Line 3: pairs of rows that share much of their first tokens (8-grams of characters, half of them)."""
    for lang in ("zh", "en"):
        grams = []
        for row in rows:
            if row["lang"] == lang:
                place = row["evidence"]["haystack"]
                size = tokens * (1 if lang == "zh" else 4)
                head = row["messages"][place["turn"]]["content"][place["start"] : place["start"] + size]
                grams.append({head[i : i + 8] for i in range(len(head) - 7)})
        grams = grams[:700]
        shared = sum(2 * len(a & b) > min(len(a), len(b)) for a, b in combinations(grams, 2))
        pairs = max(1, len(grams) * (len(grams) - 1) // 2)
        print(f"{lang}: {shared} of {pairs} pairs share half of their first {tokens} tokens ({shared / pairs:.2%})")


def main() -> None:
    """Print all of it."""
    rows = rows_of(sys.argv[1:])
    for part in (single, orders, lookups, from_question, blended, alone, openings):
        part(rows)


if __name__ == "__main__":
    main()
