"""Checks of the module. They read finished strings and share no code with the recipes."""

from rag.checks import citations, conflict, refusal, support, wrong

__all__ = ["citations", "conflict", "refusal", "support", "wrong"]
