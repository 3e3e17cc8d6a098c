"""Checks of the module. They read finished strings and share no code with the recipes."""

from rag.checks import added, citations, conflict, dialogue, hops, injected, outdated, partial, pushback, refusal, route, support, wrong

__all__ = [
    "added",
    "citations",
    "conflict",
    "dialogue",
    "hops",
    "injected",
    "outdated",
    "partial",
    "pushback",
    "refusal",
    "route",
    "support",
    "wrong",
]
