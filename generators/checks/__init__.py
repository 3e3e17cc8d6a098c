"""Checks: pure functions of (row, answer) that judge the gold answer, and any other model's.

Stdlib only at import, so that a reward function can carry them.
"""

from generators.checks import text
from generators.checks.registry import Check, Verdict, check, judge, known_checks

__all__ = ["Check", "Verdict", "check", "judge", "known_checks", "text"]
