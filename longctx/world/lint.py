"""`python -m longctx.world.lint LANG`: faults of authored threads, matters and pools, how much there is, and how varied a book made of it is."""

from __future__ import annotations

import argparse
import random
import re
import sys

from longctx.checks.sums import PAYS
from longctx.world import minutes
from longctx.world.book import Plot, authored, make_book, scene
from longctx.world.cast import World, timely
from longctx.world.grammar import TOKEN, BadText, Choice, Fact, Slot, slot_names, walk
from longctx.world.measures import measures
from longctx.world.prose import Writer
from longctx.world.swaps import AsWritten, Swaps, quoted
from longctx.world.threads import Stage, Thread
from longctx.world.units import paragraphs

GIVEN = re.compile(r"ago|date|month|season|town|day|votes|(?:met|min)\d")  # slots of every stage; the last three in minutes only
ASKED = ("has", "owes")  # facts that are asked for: their sentences must name all they are about


def unknown(thread: Thread, stage: Stage) -> list[str]:
    """What a stage names and its thread's head does not, or who is named and neither there nor spoken of, each in a sentence."""
    where, people = f"{thread.key} stage {stage.n}", {r.key for r in thread.roles}
    known = people | set(thread.things) | set(thread.places) | set(thread.values)
    heads = {r.key for r in thread.roles if not r.kin}
    found = [
        f"{thread.key}: {r.key}: kin of {r.kin!r}, who is no head of a family here" for r in thread.roles if r.kin and r.kin not in heads
    ]
    found += [f"{where}: place {stage.place!r} is none of {sorted(thread.places)}"] if stage.place not in thread.places else []
    found += [f"{where}: {w!r} is no person of this thread" for w in (*stage.present, *stage.absent, *stage.unheard) if w not in people]
    for name, texts in (("text", stage.text), ("recall", stage.recall), ("said", stage.said), ("told", stage.told)):
        for node in (n for nodes in texts for n in walk(nodes)):
            if isinstance(node, Slot) and node.name not in known and not GIVEN.fullmatch(node.name):
                found.append(f"{where}: {name}: unknown slot {{{node.name}}}")
            if isinstance(node, Slot) and node.name in people - {*stage.present, *stage.absent}:
                found.append(f"{where}: {name}: {{{node.name}}} is neither present nor absent here")
            if isinstance(node, Fact) and not {a for a in node.args if re.fullmatch("[A-Z]", a)} <= known:
                found.append(f"{where}: fact ^{node.predicate}: unknown argument")
    return found


def faults(thread: Thread, stage: Stage, lang: str) -> list[str]:
    """What is wrong with a stage, each in a sentence."""
    found = unknown(thread, stage)
    where = f"{thread.key} stage {stage.n}"
    for i, nodes in enumerate(stage.text, 1):
        slots = [n for n in walk(nodes) if isinstance(n, Slot)]
        for who in stage.present:
            if not any(s.name == who for s in nodes if isinstance(s, Slot)):
                inside = any(s.name == who for s in slots)
                found.append(f"{where} variant {i}: {{{who}}} is present but {'named only inside a choice' if inside else 'never named'}")
        if any(isinstance(n, Choice) and len(n.options) == 1 for n in walk(nodes)):
            found.append(f"{where} variant {i}: a choice with one option")
        for option in (o for n in walk(nodes) if isinstance(n, Choice) for o in n.options):
            said = "".join(n for n in option if isinstance(n, str))
            if not all(timely(said, season, lang) for season in range(4)):
                found.append(
                    f"{where} variant {i}: an alternative that fits one season only, and so breaks its column in the others: {said[:40]!r}"
                )
        for unit in (u for p in paragraphs(nodes, lang) for u in p):
            lacks = {
                a for n in walk(unit.nodes) if isinstance(n, Fact) and n.predicate in ASKED for a in n.args if re.fullmatch("[A-Z]", a)
            } - slot_names(unit.nodes)
            if lacks:
                found.append(f"{where} variant {i}: a sentence states something of {', '.join(sorted(lacks))} and does not name it")
    if len({len(s.text) for s in thread.stages}) > 1:
        found.append(f"{where}: {len(stage.text)} texts, where other stages have more or fewer")
    if not stage.recall or not stage.said or not stage.told:
        found.append(f"{where}: no recall, said or told lines")
    return found


def matter_faults(thread: Thread, lang: str) -> list[str]:
    """What is wrong with a matter of a minute-book, each in a sentence."""
    found = []
    for stage in thread.stages:
        found += unknown(thread, stage)
        where, nodes = f"{thread.key} stage {stage.n}", stage.text[0]
        units = [u for p in paragraphs(nodes, lang) for u in p]
        pays = [(u, n) for u in units for n in walk(u.nodes) if isinstance(n, Fact) and n.predicate == "pays"]
        found += [f"{where}: a payment's sentence names not both payee and sum" for u, n in pays if not {*n.args} <= slot_names(u.nodes)]
        sums = {k for k, v in thread.values.items() if v[0] == "money"}
        for unit in units:
            said = "".join(n for n in walk(unit.nodes) if isinstance(n, str))
            ordered = any(unit is u for u, _ in pays)
            named = sums & slot_names(unit.nodes)
            if bool(PAYS[lang].search(said.lower()) and named) != ordered or (ordered and len(named) != 1):
                found.append(f"{where}: words of paying and the mark ^pays do not go together: {said[:60]!r}")
        if len(stage.text) > 1 or not stage.told or not stage.title:
            found.append(f"{where}: one text, and told and title lines, are wanted")
        for who in stage.present:
            if not any(isinstance(n, Slot) and n.name == who for n in nodes):
                found.append(f"{where}: {{{who}}} is present but not named in the fixed text")
        told = {n for line in stage.told for n in slot_names(line)} & {r.key for r in thread.roles}
        if not told or not told <= {n.name for n in nodes if isinstance(n, Slot)}:
            found.append(f"{where}: a told line names nobody, or somebody who need not be named in the text")
        if not thread.seasons and any(not timely(n, s, lang) for n in walk(nodes) if isinstance(n, str) for s in range(4)):
            found.append(f"{where}: names a season")
    return found


def tell(lang: str, key: str) -> None:
    """Print a thread from its first stage to its last, once for every text and way, as a book tells it."""
    thread = next(t for t in authored(lang)[0] if t.key == key)
    for n, telling in enumerate(thread.tellings):
        rng = random.Random(n)
        world = World(lang, rng)
        writer = Writer(world, authored(lang)[1], rng, AsWritten())
        plot = Plot(world, (thread,), rng, 0)
        plot.order[key] = [telling, telling]
        plot.start(0)
        print(f"===== {key}: text {telling[0] + 1}, way {telling[1] + 1}")
        for _ in thread.stages:
            day, run, stage = plot.next()
            begun = writer.at
            scene(writer, run, stage, day, {}, 0)
            print(f"[{stage.n}] {writer.text[begun:]}".rstrip() + "\n")


def wording(lang: str, count: int, seed: int) -> None:
    """Print places where a book's own word stands for the author's, 〔new|old〕, in what is written round them."""
    rng = random.Random(seed)
    swaps = Swaps(lang, rng)
    found: list[tuple[str, int, int, str]] = []
    for stage in (s for t in authored(lang)[0] for s in t.stages):
        at = 0
        for n, piece in enumerate(TOKEN.split(stage.source)):
            if n % 2 == 0:
                inside = quoted(stage.source[max(0, at - 400) : at].rpartition("\n")[2])
                found += [(stage.source, at + a, at + b, new) for a, b, new in swaps.changes(piece, inside) if new != piece[a:b]]
            at += len(piece)
    reach = 24 if lang == "zh" else 60
    for source, start, end, new in rng.sample(found, min(count, len(found))):
        print(f"{source[max(0, start - reach) : start]}〔{new}|{source[start:end]}〕{source[end : end + reach]}".replace("\n", "¶"))


def main(args: list[str] | None = None) -> int:
    """Print findings; 1 where something cannot be read."""
    parser = argparse.ArgumentParser(prog="longctx.world.lint")
    parser.add_argument("lang", choices=("zh", "en"))
    parser.add_argument("--show", type=int, default=0, metavar="SEED", help="print the beginning of a book")
    parser.add_argument("--tell", default="", metavar="THREAD", help="print a thread in each of its tellings")
    parser.add_argument("--words", type=int, default=0, metavar="N", help="print N places where a book's own word stands for the author's")
    parser.add_argument("--chars", type=int, default=0, help="measure a book of so many characters")
    given = parser.parse_args(args)
    try:
        threads, pools = authored(given.lang)
        found = [f for t in threads for s in t.stages for f in faults(t, s, given.lang)]
        matters = minutes.authored(given.lang)[0]
        found += [f for t in matters for f in matter_faults(t, given.lang)]
    except BadText as error:
        print(error)
        return 1
    print("\n".join(found))
    stages = sum(len(t.stages) for t in threads)
    print(
        f"{len(threads)} threads, {stages} stages, {len(matters)} matters, {len(found)} findings; pools: "
        + ", ".join(f"{k} {len(v)}" for k, v in pools.items())
    )
    if given.show:
        print(make_book(given.lang, random.Random(given.show), 20_000).text[: 6000 if given.lang == "zh" else 12_000])
    if given.tell:
        tell(given.lang, given.tell)
    if given.words:
        wording(given.lang, given.words, random.randrange(1 << 30))
    if given.chars:
        for name, value in measures(make_book(given.lang, random.Random(1), given.chars).text, given.lang).items():
            print(f"{name:28} {value:.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
