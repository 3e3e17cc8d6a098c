"""The golden rows are what the code makes today."""

from __future__ import annotations

from tests.golden import FOLDER, golden


def test_golden_rows() -> None:
    for name, content in golden().items():
        kept = (FOLDER / name).read_bytes()
        differing = [i + 1 for i, (a, b) in enumerate(zip(kept.splitlines(), content.splitlines(), strict=False)) if a != b]
        assert kept == content, f"{name}: rows {differing[:10]} changed; if that is wanted: make golden, read `gen diff`, commit"
