"""The user's own limits, measured: those that the answer breaks are moved to the nearest human number that holds, nothing else is touched."""

from __future__ import annotations

from generators.recipe import Draft, Exhausted, recipe
from generators.scene import Scene
from instructions import corrupt
from instructions.ask import Asked
from instructions.draft import draft
from instructions.repair import repair
from instructions.world import World


@recipe(
    "instructions/repair",
    required=("ins.tree", "ins.original"),
    weight=0,
    levels={3: 1},
    facets={"style": (), "constraints": (), "edits": ()},
)
def build(scene: Scene) -> Draft:
    """Only with --repair. Rows that need no edit come out as they went in."""
    world: World = scene.shared[scene.lang]
    if world.pairs is None or scene.slot.rank >= len(world.pairs.all):
        raise Exhausted(f"there are {len(world.pairs.all) if world.pairs else 0} pairs in {scene.lang}")
    pair = world.pairs.all[scene.slot.rank]
    done = repair(pair.prompt, pair.answer, scene.lang)
    text = f"{done.prompt}\n\n{pair.context}" if pair.context else done.prompt
    turn = int(bool(pair.system))
    messages = [*([{"role": "system", "content": pair.system}] if pair.system else []), {"role": "user", "content": text}]
    leaves = [x for x, _, _ in done.leaves]
    spans = {n: (turn, a, b, "woven") for n, (_, a, b) in enumerate(done.leaves)}
    extra = [{"kind": "ins.original", "turn": turn + 1, "params": {"sha256": pair.sha}}]
    original = {"line": pair.index + 1, "prompt": pair.prompt, "context": pair.context}
    made = draft(
        scene, Asked(messages, spans, "woven"), leaves, pair.answer, facets={"edits": len(done.edits)}, extra=extra,
        evidence={"edits": list(done.edits), "original": original}, tags=["limits/moved" if done.edits else "limits/kept"],
    )  # fmt: skip
    drop = {"ins.clean", "text.language", "ins.stated"}
    # A length that some fair reading meets is left alone; only what the row's own unit upholds becomes a check.
    made.checks = [c for c in made.checks if c["kind"] not in drop]
    return made


BROKEN = {"answer_touched": corrupt.cut_short}
