"""Retrieval brought back nothing, in one of the many ways nothing looks: say what was not found, or answer from general knowledge where the policy allows."""

from __future__ import annotations

from generators.recipe import Draft, recipe
from generators.scene import Scene
from rag import corrupt
from rag.answers import told
from rag.draft import ALWAYS, draft, rendered
from rag.faces import denied
from rag.own import has_own, kind_of, say
from rag.prompt import Prompt, choose_citation
from rag.rules import common_rules
from rag.topic import draw_topic, named_slots
from rag.wishes import NAMED, several

FACES = {"no_block": 4, "empty_list": 4, "zero_results": 5, "null_json": 3, "tool_error": 5, "timeout": 4}
# A face needs a layout that can show it: JSON for null, a tool turn or a results block for errors.
_LAYOUTS = {
    "null_json": ("json_user", "json_system", "tool_json"),
    "tool_error": ("tool_json", "tool_text", "json_system", "documents_then_rules"),
    "timeout": ("tool_json", "tool_text", "json_system", "documents_then_rules"),
    "no_block": ("numbered", "question_first", "plain_between", "markdown_system", "xml_user", "quoted", "documents_then_rules"),
}


@recipe(
    "rag/empty",
    required=("rag.absent", *ALWAYS),
    weight=3,
    family="rag",
    levels={1: 2, 2: 2, 3: 1},
    facets={"face": tuple(FACES), "policy": ("closed", "own-knowledge"), "layout": (), "k": (), "famous": ("True", "False"), "asked": ()},
    content=("answerable_from_prompt_length",),
    twins=lambda options: len(options.empty_policy.split(",")),
)
def build(scene: Scene) -> Draft:
    """The closed policy names what is missing; own-knowledge answers what is widely known, and says that no document backs it."""
    topic = draw_topic(scene, True if scene.twin else None)  # only a famous fact flips with the policy
    face = scene.weighted(FACES, "face")
    policies = scene.options.empty_policy.split(",")
    policy = policies[scene.slot.rank % len(policies)]
    rules = (
        [scene.say("system.closed" if policy == "closed" else "system.own_knowledge")]
        if len(policies) > 1
        else common_rules(scene, topic, refuses=True)
    )
    if face == "no_block" and policy == "closed" and topic.text.body and not any(t.source in rules for t in scene.bank["system.closed"]):
        rules = [*rules, scene.say("system.closed")]  # where nothing tells of a search, a refusal needs the rule it follows
    cite = choose_citation(scene)
    prompt = Prompt(scene, topic, [], rules, face=face, cite=cite, layout_pool=_LAYOUTS.get(face, ()))
    many = several(scene, topic)
    prompt.question = many[1] if many else None
    built = rendered(prompt)
    facets = {"face": face, "policy": policy, "famous": topic.famous, "asked": len(many[0]) if many else 1}
    true = [
        *(topic.instance.spelling(s) for s in (many[0] if many else (topic.slot,))),
        *(topic.wrongs.aliases if topic.wrongs else ()),
    ]
    checks = {"rag.absent": {"values": true}}
    if policy == "own-knowledge" and topic.famous:
        rng = scene.rng("answer")
        words = rng.choice(topic.statements).fill(topic.instance.with_v(topic.slot), scene.lang)
        answer = scene.say("empty.from_memory", statement=words, value=told(topic, topic.value), attr_of=topic.attr_of)
        return draft(prompt, built, answer, checks | {"rag.own_knowledge": {"values": true}}, facets, ["policy/own-knowledge"])
    fixed = scene.options.refusal
    kind = "error" if face in ("tool_error", "timeout") else "none"
    if face == "timeout" and scene.chance(0.4, "waited"):
        kind = "timeout"  # words that tell of waiting; the others hold for any failure
    told_of = " ".join(m.get("content") or "" for m in built.messages)
    if face == "tool_error" and any(denied(t.source) and t.source in told_of for t in scene.bank["empty.face_tool_error"]):
        kind = "denied"  # nothing failed: the search was not allowed
    if many and scene.chance(0.7, "all_named"):
        return draft(
            prompt,
            built,
            fixed or scene.say(f"empty.{kind}_several", name=topic.instance.name),
            checks | {"rag.abstains": {"fixed": fixed}},
            facets,
            [f"policy/{policy}"],
        )
    named = not many and scene.chance(NAMED[bool(topic.text.body)], "named")
    if kind == "denied" and kind_of(topic) == "figure" and has_own(scene):
        named = False  # a whole question is no subject of these wordings
    slots = named_slots(topic) if named else {}
    answer = fixed or say(scene, topic, f"empty.{kind}_{'named' if slots else 'unnamed'}", **slots)
    return draft(prompt, built, answer, checks | {"rag.abstains": {"fixed": fixed}}, facets, [f"policy/{policy}"])


BROKEN = {
    "value_claimed": corrupt.value_claimed,
    "gold_leaked": corrupt.planted,
    "language_switched": corrupt.language_switched,
}
