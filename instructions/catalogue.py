"""`gen instructions --list-constraints`: every type, what it means, in which languages and for which parts."""

from __future__ import annotations

from instructions.constraints import KINDS


def main() -> int:
    """Print the list, a line a type."""
    family = ""
    for kind in sorted(KINDS.values(), key=lambda k: k.id):
        if kind.family != family:
            family = kind.family
            print(f"\n{family}")
        parts = f" [also of a {', '.join(kind.scopes)}]" if kind.scopes else ""
        print(
            f"  {kind.id:<24}{'zh en' if len(kind.langs) == 2 else kind.langs[0]:<7}{(kind.__doc__ or '').strip().splitlines()[0]}{parts}"
        )
    print(f"\n{len(KINDS)} types in {len({k.family for k in KINDS.values()})} families")
    return 0
