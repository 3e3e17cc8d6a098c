"""`gen list`: the catalogue of modules, task types, facets and options."""

from __future__ import annotations

import dataclasses
import sys
from typing import Any

import orjson

from generators.module import Module, module, modules


def catalogue(mod: Module) -> dict[str, Any]:
    """Everything about a module as plain data."""
    tasks = {
        task: {
            "does": r.doc, "weight": r.weight, "levels": dict(r.levels), "version": r.version, "required_checks": list(r.required),
            "facets": {k: list(v) for k, v in r.facets.items()}, "corruptions": list(r.broken),
        }
        for task, r in sorted(mod.recipes.items())
    }  # fmt: skip
    options = {
        f.name.replace("_", "-"): {"default": f.default, "help": f.metadata["help"], "choices": list(f.metadata["choices"])}
        for f in dataclasses.fields(mod.options)
    }
    return {
        "summary": mod.summary,
        "library_good_for_rows": dict(mod.capacity()) if mod.capacity else {},
        "task_types": tasks,
        "options": options,
    }


def list_command(name: str | None, as_json: bool) -> int:
    """Print the catalogue."""
    found = {name: catalogue(module(name))} if name else {n: catalogue(m) for n, m in modules().items()}
    if as_json:
        sys.stdout.buffer.write(orjson.dumps(found, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE | orjson.OPT_NON_STR_KEYS))
        return 0
    for mod, data in found.items():
        rows = ", ".join(f"{lang} about {n:,}" for lang, n in data["library_good_for_rows"].items())
        print(f"{mod}: {data['summary']}" + (f"\n  shipped library good for rows: {rows}" if rows else ""))
        for task, t in data["task_types"].items():
            print(
                f"\n  {task}  weight {t['weight']}, levels {'-'.join(str(d) for d in (min(t['levels']), max(t['levels'])))}\n    {t['does']}"
            )
            for facet, values in t["facets"].items():
                print(f"    {facet}: {', '.join(values) or '(open)'}")
        print("\n  options")
        for flag, o in data["options"].items():
            print(f"    --{flag}: {o['help']}" + (f" [{'|'.join(o['choices'])}]" if o["choices"] else ""))
    return 0
