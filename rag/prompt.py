"""From documents, question and rules to messages, with the evidence for every span."""

from __future__ import annotations

import hashlib
import random
import re
from dataclasses import dataclass, field, replace
from typing import Any

from generators.marks import Found, Marks
from generators.scene import Scene
from generators.speech import Utterance, foresee, utter
from generators.values.types import draw, parse_spec
from rag.doc import Doc, latest_year
from rag.documents import DATED_SHARE
from rag.layout import Layout, payload
from rag.own import has_own, searched, slots
from rag.topic import Topic, situation, smoothed, verbatim, worded
from rag.years import earliest

TITLED = 0.28  # of the openings on a user's document, how many give its title
CITE_FORMS = {"bracket": "[{n}]", "paren": "({n})", "lenticular": "【{n}】", "superscript": "^{n}"}
_JSON_KEYS = (("id", "title", "source", "date", "text"), ("index", "name", "type", "updated", "content"), ("rank", "heading", "kind", "date", "snippet"), ("doc", "title", "from", "as_of", "passage"))  # fmt: skip


_SENTENCE_END = re.compile(r"[。！？]|[.!?] (?=[A-Z])|\n")


@dataclass
class Prompt:
    """A prompt in the making: what the layout will show."""

    scene: Scene
    topic: Topic
    docs: list[Doc]
    rules: list[str] = field(default_factory=list)  # sentences of the system prompt that decide
    face: str = ""  # how emptiness looks, where there are no documents
    question: Utterance | None = None
    cite: str = ""  # citation form with {n}, or none
    sought: tuple[Topic, ...] = ()  # what the question asks for, where that is more than the topic
    query: str = ""  # what a search tool is asked for, where that is not the question
    layout_pool: tuple[str, ...] = ()
    at_hand: bool = False  # the documents came with the question: whoever has a tool would search again for another matter or a second step


@dataclass(frozen=True)
class Built:
    """Finished messages and what stands where."""

    messages: list[dict[str, Any]]
    tools: list[dict[str, Any]] | None
    evidence: dict[str, Any]
    tags: list[str]
    turn: int  # index the answer will have
    layout: str


def choose_citation(scene: Scene) -> str:
    """The row's citation form: a pattern with {n}, or an empty string."""
    style = scene.options.citation_style
    if style == "mixed":
        style = scene.weighted({"none": 12, "bracket": 6, "paren": 2, "lenticular": 2, "superscript": 2}, "citation")
        if style == "lenticular" and scene.lang == "en":
            style = "bracket"
    return CITE_FORMS.get(style, "")


def _lines(doc: Doc, marks: Marks, scene: Scene) -> str:
    """The document's text with marks round its stated sentences."""
    if doc.chunk:
        return "".join(g + _marked(doc, i, s.text, marks) for i, (g, s) in enumerate(zip(doc.gaps, doc.sentences, strict=True)))
    joint = "" if scene.lang == "zh" else " "
    paras: list[list[str]] = []
    for i, sentence in enumerate(doc.sentences):
        if i in doc.breaks or not paras:
            paras.append([])
            if i in doc.headings:
                paras[-1].append(doc.headings[i] + "\n")
        text = sentence.text
        if i == 0 and doc.clipped:
            text = _clip(text, scene)
        paras[-1].append(_marked(doc, i, text, marks))
    blocks = []
    for para in paras:
        head = para.pop(0) if para[0].endswith("\n") else ""
        blocks.append(head + joint.join(para))
    before, after = doc.crumbs
    return "\n".join(b for b in (before, *blocks, after) if b)


def _marked(doc: Doc, at: int, text: str, marks: Marks) -> str:
    """The sentence with the marks of what it states."""
    for role, value in [(r, v) for i, r, v in doc.states if i == at]:
        text = marks.wrap(text, what="span", role=role, value=value, doc=id(doc), line=at)
    return text


def _clip(text: str, scene: Scene) -> str:
    """Cut the front off a sentence, as chunking does."""
    spots = [m.end() for m in re.finditer(r"[，、；]" if scene.lang == "zh" else r"[,;] | (?=[a-z])", text)]
    spots = [s for s in spots if len(text) * 0.2 < s < len(text) * 0.7]
    return text[scene.rng("clip").choice(spots) :] if spots else text


def _date(scene: Scene, doc: Doc, index: int) -> str:
    if doc.date or doc.undated:
        return doc.date
    rng, first = scene.rng("date", index), max(earliest(scene), latest_year(doc) + 1)
    if first > 2024 or rng.random() >= DATED_SHARE:
        return ""
    return draw(parse_spec(f"date {first}..2025", scene.lang), rng).text


def build(prompt: Prompt) -> Built:
    """Render the prompt in a layout and read all offsets back from the marks."""
    scene, marks = prompt.scene, Marks()
    question = prompt.question or ask(scene, prompt.topic)
    if scene.lang == "zh" and prompt.topic.text.body and not prompt.topic.as_asked:
        question = replace(question, text=smoothed(question.text))
    pool: list[Layout] = [lay for lay in scene.shared.layouts if not (prompt.at_hand and lay.has_tool)]
    fit = [lay for lay in pool if not prompt.layout_pool or lay.name in prompt.layout_pool] or pool
    layout = fit[int(scene.spread("layout", len(fit), cells=len(fit) * 2) * len(fit))]
    show_date = scene.rng("dates").random() < 0.75 or any(d.date for d in prompt.docs)
    shown: list[dict[str, Any]] = []
    for i, doc in enumerate(prompt.docs):
        date = _date(scene, doc, i) if show_date else ""
        if doc.date_decides:
            date = marks.wrap(date, what="span", role="criterion", value="", doc=id(doc))
        shown.append(
            {
                "n": i + 1,
                "title": doc.title,
                "text": _lines(doc, marks, scene),
                "source": doc.source,
                "date": date,
                "meta": _meta(scene, doc.source, date),
            }
        )
    for i, d in enumerate(shown):
        # The mark opens before the title and closes behind the text, so that the whole document lies between.
        open_close = marks.wrap("\0", what="document", n=i + 1)
        first, last = open_close.split("\0")
        d["title"], d["text"] = first + d["title"], d["text"] + last
    context = {
        "system": _system(prompt), "note": _note(prompt), "question": marks.wrap(question.text, what="question"), "documents": shown, "w": _Labels(scene),
        "void": "" if prompt.docs else _void(prompt), "payload": _payload(prompt, shown),
    }  # fmt: skip
    query = prompt.query or searched(scene, prompt.sought or (prompt.topic,)) or question.text
    messages, tools = _messages(scene, layout, context, query)
    clean: list[dict[str, Any]] = []
    found: list[tuple[int, Found]] = []
    for turn, message in enumerate(messages):
        if isinstance(message.get("content"), str):
            text, pieces = marks.strip(message["content"])
            message = {**message, "content": text}
            found += [(turn, f) for f in pieces]
        clean.append(message)
    return Built(clean, tools, _evidence(prompt, found, clean), list(question.tags), len(clean), layout.name)


def ask(scene: Scene, topic: Topic) -> Utterance:
    """The topic's question as the user types it."""
    if verbatim(topic.text, topic.slot):
        from rag.corpus.retrieved import as_typed

        return as_typed(scene, topic.question)
    # Famous facts have no invented entity in them: a situation keeps their questions apart.
    return utter(
        scene, topic.question, topic.masked, topic.protect, 0.45 if topic.famous else situation(topic, 0.12) if topic.text.body else 0.3
    )


def foresee_question(scene: Scene, topic: Topic) -> None:
    """With a model: have the words of `ask` before documents are drawn, which would be drawn again once they came."""
    if not verbatim(topic.text, topic.slot):
        foresee(scene, topic.question, topic.protect)


def _meta(scene: Scene, source: str, date: str) -> str:
    inner = ("，" if scene.lang == "zh" else ", ").join(p for p in (source, date) if p)
    return f"（{inner}）" if scene.lang == "zh" else f" ({inner})"


class _Labels:
    """Labels of a layout, drawn from the bank as they are asked for."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._drawn: dict[str, str] = {}

    def __getattr__(self, name: str) -> str:
        if name not in self._drawn:  # one label serves the whole row
            self._drawn[name] = self._scene.say(f"layout.{name}")
        return self._drawn[name]


def _system(prompt: Prompt) -> str:
    """The system prompt: an opening that only decorates (or the user's own), then the rules that decide."""
    scene = prompt.scene
    rng = scene.rng("system")
    opening = ""
    if scene.shared.systems:
        opening = rng.choice(scene.shared.systems)
    elif rng.random() < 0.6:
        opening = _opening(prompt, rng)
    return ("" if scene.lang == "zh" else " ").join(p for p in (opening, *prompt.rules) if p)


def _opening(prompt: Prompt, rng: random.Random) -> str:
    """Whose desk it is: by the name of what is asked about, by the title of the user's page, or by neither."""
    scene, topic = prompt.scene, prompt.topic
    if topic.famous or verbatim(topic.text, topic.slot):
        return scene.say("system.opening")
    if topic.text.body and has_own(scene):  # a page's title is no name to speak of
        return scene.say("own.opening", **slots(topic)) if rng.random() < TITLED else scene.say("system.opening")
    return scene.say(worded(scene, topic, "system.opening"), name=topic.instance.name)


def _note(prompt: Prompt) -> str:
    if not prompt.cite:
        return ""
    # What is told in several sentences of a page bears one mark: then nobody asks for one behind every sentence.
    long = any(_SENTENCE_END.search(value) for doc in prompt.docs for _, role, value in doc.states if role == "support")
    once = [k for k in ("layout.cite_once", "own.cite_whole") if k in prompt.scene.bank] if long else []
    key = once[0] if once else "layout.cite"
    return prompt.scene.say(key, example=prompt.cite.format(n=prompt.scene.rng("cite").randint(1, 4)))


def _void(prompt: Prompt) -> str:
    return "" if prompt.face == "no_block" else prompt.scene.say(f"empty.face_{prompt.face}")


def _payload(prompt: Prompt, shown: list[dict[str, Any]]) -> str:
    rng = prompt.scene.rng("json")
    indent, wrapped, keys = rng.choice((None, None, 2)), rng.random() < 0.4, rng.choice(_JSON_KEYS)
    if not shown and prompt.face == "no_block":
        return ""
    error = prompt.scene.say(f"empty.face_{prompt.face}") if prompt.face in ("tool_error", "timeout") else ""
    return payload(shown, prompt.face, error, indent, wrapped, keys)


def _messages(
    scene: Scene, layout: Layout, context: dict[str, Any], query: str
) -> tuple[list[dict[str, Any]], list[dict[str, Any]] | None]:
    parts = layout.render(context)
    if not layout.has_tool:
        return [{"role": role, "content": content} for role, content in parts], None
    name = scene.say("layout.tool_name")
    call_id = f"call_{scene.rng('call').getrandbits(40):010x}"
    messages: list[dict[str, Any]] = []
    from generators.row import dumps

    for role, content in parts:
        if role == "tool":
            arguments = dumps({"query": query}).decode().strip()
            call = {"id": call_id, "type": "function", "function": {"name": name, "arguments": arguments}}
            messages.append({"role": "assistant", "content": None, "tool_calls": [call], "weight": 0})
            messages.append({"role": "tool", "tool_call_id": call_id, "content": content})
        else:
            messages.append({"role": role, "content": content})
    if messages[-1]["role"] != "tool":  # an empty result that renders to nothing is still a result
        messages.append({"role": "assistant", "content": None, "weight": 0, "tool_calls": [{"id": call_id, "type": "function", "function": {"name": name, "arguments": dumps({"query": query}).decode().strip()}}]})  # fmt: skip
        messages.append({"role": "tool", "tool_call_id": call_id, "content": ""})
    schema = {"type": "object", "properties": {"query": {"type": "string"}}, "required": ["query"]}
    tool = {"type": "function", "function": {"name": name, "description": scene.say("layout.tool_description"), "parameters": schema}}
    return messages, [tool]


def _evidence(prompt: Prompt, found: list[tuple[int, Found]], messages: list[dict[str, Any]]) -> dict[str, Any]:
    documents, spans, question = [], [], None
    docs = {id(d): i + 1 for i, d in enumerate(prompt.docs)}
    for turn, f in found:
        place = {"turn": turn, "start": f.start, "end": f.end}
        if f.info["what"] == "question":
            question = place | {"text": messages[turn]["content"][f.start : f.end]}
        elif f.info["what"] == "document":
            doc = prompt.docs[f.info["n"] - 1]
            text = messages[turn]["content"][f.start : f.end]
            documents.append(
                {
                    "n": f.info["n"],
                    **place,
                    "digest": hashlib.blake2b(text.encode(), digest_size=8).hexdigest(),
                    "title": doc.title,
                    "source": doc.source,
                    "role": doc.role,
                    "entity": doc.entity,
                    "kind": doc.kind,
                    "path": doc.path,
                    "lines": len(doc.sentences),
                }
                | ({"chunk": vars(doc.chunk)} if doc.chunk else {})
            )
        else:
            text = messages[turn]["content"][f.start : f.end]
            doc = prompt.docs[docs[f.info["doc"]] - 1]
            span = {"n": docs[f.info["doc"]], **place, "role": f.info["role"], "value": f.info["value"], "text": text}
            if "line" in f.info:
                span["line"] = f.info["line"]
            spans.append(span | {"derived": doc.derived} if doc.derived and f.info["value"] else span)
    asked = {
        "entity": prompt.topic.instance.name,
        "famous": prompt.topic.famous,
        "attribute": prompt.topic.attr,
        "attribute_of": prompt.topic.attr_of,
        "masked": (prompt.question.masked if prompt.question else prompt.topic.masked),
    }
    return {"question": question, "asked": asked, "documents": sorted(documents, key=lambda d: d["n"]), "spans": spans}
