"""Banks: the words shown to a model, many wordings per key, one TOML file per language and recipe."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from pathlib import Path

from generators.cache import parsed
from generators.errors import UserError
from generators.library.template import Template, parse_template

Bank = Mapping[str, tuple[Template, ...]]


def _read(path: Path) -> tuple[dict[str, tuple[Template, ...]], set[str]]:
    """A bank file: its keys, and those that only this language has."""
    try:
        raw = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(f"{path}: {error}") from None
    only = set(raw.pop("only", []))
    bank = {}
    for key, wordings in raw.items():
        if not isinstance(wordings, list) or not wordings or not all(isinstance(w, str) for w in wordings):
            raise UserError(f"{path}: {key}: a bank key holds a list of wordings")
        try:
            bank[key] = tuple(parse_template(w) for w in wordings)
        except ValueError as error:
            raise UserError(f"{path}: {key}: {error}") from None
        if len(set(wordings)) < len(wordings):
            raise UserError(f"{path}: {key}: the same wording twice; take one out")
    return bank, only & set(bank)


# Slots by which English words agree with what fills another slot (article, number, verb), or which stand for its heading; other languages do without.
# {thing} is {name} as a sentence has it.
AGREEMENT = frozenset(("thing", "label", "is", "does", "s", "es", "they", "them", "be"))


def _needed(wordings: tuple[Template, ...]) -> frozenset[str]:
    """All slots a key may be given, but for those of agreement."""
    found = frozenset().union(*(t.slots for t in wordings))
    return (found | {"name"} if "thing" in found else found) - AGREEMENT


KERNEL_BANKS = Path(__file__).parent / "banks"


def load_banks(folder: Path, langs: tuple[str, ...] = ("zh", "en"), over: Path | None = None) -> dict[str, Bank]:
    """Banks of the kernel and of a module per language, keys as `file.key`; the user's folder `over` replaces whole keys.

    UserError for a key that one language lacks (unless the file says `only = [key]`), for unequal slots, for an unknown key in `over`.
    """
    if over is None:
        here = Path(__file__)
        code = [here, here.parent / "library" / "template.py"]
        whole = parsed(f"banks-{folder.parent.name}", [*code, KERNEL_BANKS, folder], lambda: _load(folder, None))
    else:
        whole = _load(folder, over)
    return {lang: whole[lang] for lang in langs}


def _load(folder: Path, over: Path | None) -> dict[str, dict[str, tuple[Template, ...]]]:
    banks: dict[str, dict[str, tuple[Template, ...]]] = {}
    only: dict[str, set[str]] = {}
    for lang in ("zh", "en"):
        banks[lang], only[lang] = {}, set()
        for path in (*sorted((KERNEL_BANKS / lang).glob("*.toml")), *sorted((folder / lang).glob("*.toml"))):
            found, alone = _read(path)
            banks[lang].update({f"{path.stem}.{k}": v for k, v in found.items()})
            only[lang].update(f"{path.stem}.{k}" for k in alone)
    for lang, other in (("zh", "en"), ("en", "zh")):
        for key in sorted(banks[lang]):
            stem, _, name = key.partition(".")
            if key not in banks[other] and key not in only[lang]:
                raise UserError(f"{folder / other / stem}.toml: {name}: missing; {lang} has it (or say only = [{name!r}] there)")
            if key in banks[other] and _needed(banks[lang][key]) != _needed(banks[other][key]):
                odd = sorted(_needed(banks[lang][key]) ^ _needed(banks[other][key]))
                raise UserError(f"{folder / lang / stem}.toml: {name}: the slots differ between zh and en: {', '.join(odd)}")
    if over is not None:
        _lay_over(banks, over)
    return banks


def _lay_over(banks: dict[str, dict[str, tuple[Template, ...]]], over: Path) -> None:
    if not over.is_dir():
        raise UserError(f"--banks {over}: no such folder; it holds zh/*.toml and en/*.toml")
    for lang, bank in banks.items():
        for path in sorted((over / lang).glob("*.toml")):
            for key, wordings in _read(path)[0].items():
                full = f"{path.stem}.{key}"
                if full not in bank:
                    from generators.errors import nearest

                    raise UserError(f"{path}: {key}: no such key{nearest(full, list(bank))}")
                extra = _needed(wordings) - _needed(bank[full])
                if extra:
                    raise UserError(
                        f"{path}: {key}: no slot {sorted(extra)[0]!r} here; there are: {', '.join(sorted(_needed(bank[full]))) or 'none'}"
                    )
                bank[full] = wordings


def digest_folder(*folders: Path) -> str:
    """Digest of the data below the folders (words, texts, layouts; no code, no prose about it, no labels of `gen show`), by name and content."""
    h = hashlib.blake2b(digest_size=16)
    for folder in folders:
        for path in sorted(
            p for p in folder.rglob("*") if p.suffix in (".toml", ".jinja", ".json", ".jsonl", ".txt") and p.name != "show.toml"
        ):
            h.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return h.hexdigest()
