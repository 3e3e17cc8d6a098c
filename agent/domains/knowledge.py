"""An organisation's handbook: articles that are searched, read section by section, cited with their date, bookmarked, followed and reported as outdated."""

from __future__ import annotations

import datetime
import re
from typing import Annotated, Any, Literal, TypedDict

from agent.world import Add, Draw, F, Fact, Goal, Remove, Slot, World, intent, tool

Aspect = Literal["deadline", "approval", "limit", "exception"]
ASPECTS = ("deadline", "approval", "limit", "exception")
ArticleId = Annotated[str, F("code", port="article_id", schema=(("pattern", "^KB-[0-9]{4}$"),))]
Query = Annotated[str, F("text", port="topic", schema=(("minLength", 2), ("maxLength", 120)))]


class Hit(TypedDict):
    """An article that a search found."""

    article_id: str
    topic: str
    updated_on: str
    snippet: str


class Info(TypedDict):
    """What is known of an article besides its text."""

    article_id: str
    topic: str
    owner: str
    updated_on: str
    revision: int
    sections: list[str]


class Section(TypedDict):
    """A section's wording with what it is cited by."""

    article_id: str
    topic: str
    section: str
    wording: str
    updated_on: str


class Mark(TypedDict):
    """A bookmark or a subscription."""

    article_id: str
    topic: str


class Report(TypedDict):
    """A reader's remark for the owner of an article."""

    report_id: str
    topic: str
    owner: str
    remark: str


def populate(d: Draw, now: datetime.datetime) -> dict[str, dict[str, dict[str, Any]]]:
    """Nine articles with three or four sections each, figures and names of their own in every world; two bookmarks, one subscription."""
    articles: dict[str, dict[str, Any]] = {}
    for item in d.some("articles", 9):
        key = f"KB-{d.num(1000, 9999)}"
        gone = d.of(ASPECTS) if d.maybe(60) else ""
        filled = {
            a: item[a].format(n=d.num(2, 45), few=d.num(2, 9), t=d.num(3, 14) * 5, m=d.num(5, 90) * 10, p=d.name("person"))
            for a in ASPECTS
            if a != gone
        }
        day = now.date() - datetime.timedelta(d.num(3, 900))
        articles[key] = {
            "article_id": key, "topic": item["topic"], "owner": d.name("person"), "updated_on": day.isoformat(), "revision": d.num(1, 14), "sections": filled,
        }  # fmt: skip
    keys = d.rng.sample(sorted(articles), 3)
    marks = {k: {"article_id": k, "topic": articles[k]["topic"]} for k in keys[:2]}
    followed = {k: {"article_id": k, "topic": articles[k]["topic"]} for k in keys[2:]}
    return {"articles": articles, "bookmarks": marks, "subscriptions": followed, "reports": {}}


def _terms(text: str) -> set[str]:
    """Words, and in Chinese pairs of characters."""
    plain = text.casefold()
    han = re.findall(r"[\u4e00-\u9fff]+", plain)
    return set(re.findall(r"[a-z]{3,}", plain)) | {run[i : i + 2] for run in han for i in range(len(run) - 1)}


def _mark(article: dict[str, Any]) -> Mark:
    return {"article_id": article["article_id"], "topic": article["topic"]}


@tool()
def search_articles(w: World, query: Query) -> dict[str, list[Hit]]:
    """Search the employee handbook by keywords; returns up to three articles, best match first.

    query: Search keywords.
    """
    wanted, scored = _terms(query), []
    for a in w.state["articles"].values():
        title = len(wanted & _terms(a["topic"]))
        body = len(wanted & _terms(" ".join(a["sections"].values())))
        if title or body:
            scored.append((-3 * title - body, a["article_id"], a))
    hits = [a for _, _, a in sorted(scored, key=lambda s: s[:2])[:3]]
    return {"hits": [{"article_id": a["article_id"], "topic": a["topic"], "updated_on": a["updated_on"], "snippet": next(iter(sorted(a["sections"].values())))[:40]} for a in hits]}  # fmt: skip


@tool()
def article_info(w: World, article_id: ArticleId) -> Info:
    """Get an article's owner, last update, revision number and section names.

    article_id: Article id from search.
    """
    a = w.get("articles", article_id, "no_article")
    return {**{k: a[k] for k in ("article_id", "topic", "owner", "updated_on", "revision")}, "sections": sorted(a["sections"])}  # type: ignore[typeddict-item]


@tool()
def read_section(w: World, article_id: ArticleId, section: Annotated[Aspect, F(port="aspect")]) -> Section:
    """Read one section of an article, with its last-updated date for citation.

    article_id: Article to read.
    section: Section name.
    """
    a = w.get("articles", article_id, "no_article")
    if section not in a["sections"]:
        w.fail("not_covered", topic=a["topic"])
    return {
        "article_id": article_id,
        "topic": a["topic"],
        "section": section,
        "wording": a["sections"][section],
        "updated_on": a["updated_on"],
    }


@tool(writes="bookmarks.add")
def add_bookmark(w: World, article_id: ArticleId) -> Mark:
    """Add an article to the user's bookmarks.

    article_id: Article to bookmark.
    """
    a = w.get("articles", article_id, "no_article")
    if article_id in w.state["bookmarks"]:
        w.fail("marked_already", topic=a["topic"])
    w.state["bookmarks"][article_id] = dict(_mark(a))
    return _mark(a)


@tool(writes="bookmarks.remove")
def remove_bookmark(w: World, article_id: ArticleId) -> Mark:
    """Remove an article from the user's bookmarks; the article itself is kept.

    article_id: Bookmarked article.
    """
    w.get("bookmarks", article_id, "not_marked")
    del w.state["bookmarks"][article_id]
    return _mark(w.state["articles"][article_id])


@tool(writes="subscriptions.add")
def follow_article(w: World, article_id: ArticleId) -> Mark:
    """Subscribe the user to email notifications when an article changes.

    article_id: Article to follow.
    """
    a = w.get("articles", article_id, "no_article")
    if article_id in w.state["subscriptions"]:
        w.fail("followed_already", topic=a["topic"])
    w.state["subscriptions"][article_id] = dict(_mark(a))
    return _mark(a)


@tool(writes="subscriptions.remove")
def unfollow_article(w: World, article_id: ArticleId) -> Mark:
    """Stop email notifications about an article.

    article_id: Article to unfollow.
    """
    w.get("subscriptions", article_id, "not_followed")
    del w.state["subscriptions"][article_id]
    return _mark(w.state["articles"][article_id])


@tool(writes="reports.add")
def report_outdated(
    w: World, article_id: ArticleId, remark: Annotated[str, F("text", port="remark", schema=(("minLength", 3), ("maxLength", 300)))]
) -> Report:
    """Report an article as wrong or outdated; its owner is emailed immediately.

    article_id: Article with the problem.
    remark: What is wrong, in the user's words.
    """
    a, key = w.get("articles", article_id, "no_article"), w.new_id("reports", "r", 5)
    w.state["reports"][key] = {"report_id": key, "article_id": article_id, "topic": a["topic"], "owner": a["owner"], "remark": remark}
    return {k: w.state["reports"][key][k] for k in Report.__annotations__}  # type: ignore[return-value]


def _one(d: Draw, w: World, table: str = "articles", but: str = "") -> dict[str, Any] | None:
    """An article whose topic no other one's resembles, so that a search is sure to lead to it."""
    held = [k for k in w.state[table] if not but or k not in w.state[but]]
    return w.state["articles"][d.of(sorted(held))] if held else None


def _section(d: Draw, w: World, covered: bool) -> Goal | None:
    pairs = [(a, s) for a in w.state["articles"].values() for s in ASPECTS if (s in a["sections"]) == covered]
    if not pairs:
        return None
    a, aspect = d.of(pairs)
    slots = {"topic": Slot("text", a["topic"]), "aspect": Slot("choice:aspect", aspect)}
    if not covered:
        return Goal(slots, facts={"wording": Fact("wording", "text")}, refused="not_covered", asks="rule")
    facts = {"wording": Fact("wording", "text", a["sections"][aspect]), "day": Fact("updated_on", "date", a["updated_on"])}
    return Goal(slots, facts=facts)


@intent()
def want_rule(d: Draw, w: World) -> Goal | None:
    """What the handbook says on one point."""
    return _section(d, w, covered=True)


@intent()
def want_rule_missing(d: Draw, w: World) -> Goal | None:
    """A point that the article leaves out."""
    return _section(d, w, covered=False)


@intent()
def want_owner(d: Draw, w: World) -> Goal | None:
    """Who keeps an article and in which revision it stands."""
    if (a := _one(d, w)) is None:
        return None
    facts = {"owner": Fact("owner", "person", a["owner"]), "revision": Fact("revision", "count", a["revision"])}
    return Goal({"topic": Slot("text", a["topic"])}, facts=facts)


@intent()
def want_age(d: Draw, w: World) -> Goal | None:
    """How old an article is."""
    if (a := _one(d, w)) is None:
        return None
    return Goal({"topic": Slot("text", a["topic"])}, facts={"day": Fact("updated_on", "date", a["updated_on"])})


def _set(d: Draw, w: World, table: str, adds: bool) -> Goal | None:
    a = _one(d, w, but=table) if adds else _one(d, w, table)
    if a is None:
        return None
    edit = Add(table, {"article_id": a["article_id"]}) if adds else Remove(table, a["article_id"])
    return Goal({"topic": Slot("text", a["topic"])}, [edit], {"topic": Fact("topic", "text", a["topic"])})


@intent(writes=True)
def want_keep(d: Draw, w: World) -> Goal | None:
    """An article goes onto the reader's list."""
    return _set(d, w, "bookmarks", adds=True)


@intent(writes=True)
def want_unkeep(d: Draw, w: World) -> Goal | None:
    """An article leaves the reader's list."""
    return _set(d, w, "bookmarks", adds=False)


@intent(writes=True)
def want_follow(d: Draw, w: World) -> Goal | None:
    """Changes are to be told by mail."""
    return _set(d, w, "subscriptions", adds=True)


@intent(writes=True)
def want_unfollow(d: Draw, w: World) -> Goal | None:
    """No more mails."""
    return _set(d, w, "subscriptions", adds=False)


@intent(writes=True)
def want_report(d: Draw, w: World) -> Goal | None:
    """An article is wrong."""
    if (a := _one(d, w)) is None:
        return None
    remark = d.pick("remarks")
    slots = {"topic": Slot("text", a["topic"]), "remark": Slot("text", remark)}
    facts = {"owner": Fact("owner", "person", a["owner"]), "topic": Fact("topic", "text", a["topic"])}
    return Goal(slots, [Add("reports", {"article_id": a["article_id"], "remark": remark})], facts, risky=True)
