"""Errors a user can act on, and the exit codes of `gen`."""

from __future__ import annotations

OK, USAGE, SHORTFALL, ENDPOINT, FAILED = 0, 2, 3, 4, 5


class UserError(Exception):
    """The user's mistake: one line saying what, where and what to do. `gen` prints it without a traceback and exits 2."""

    exit_code = USAGE


class Shortfall(UserError):
    """Fewer rows could be made than were asked for; the reasons are counted in the manifest."""

    exit_code = SHORTFALL


class CheckFailed(UserError):
    """A check, a bar or a comparison failed (exit 5)."""

    exit_code = FAILED


def nearest(word: str, known: list[str]) -> str:
    """A ` (did you mean X?)` clause for a word that is not among `known`, or nothing."""
    import difflib

    close = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    return f" (did you mean {close[0]!r}?)" if close else ""
