"""A recipe: one behaviour, one file, one function from a scene to a draft."""

from __future__ import annotations

import importlib
import pkgutil
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from generators.scene import Scene

Row = dict[str, Any]
Corrupt = Callable[[Row, random.Random], "Row | None"]


@dataclass
class Draft:
    """What a recipe returns: the parts of a row that are its own business."""

    messages: list[dict[str, Any]]
    checks: list[dict[str, Any]]
    evidence: dict[str, Any]
    facets: dict[str, str | int | bool] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
    tools: list[dict[str, Any]] | None = None
    rejected: dict[str, Any] | None = None
    # Paths relative to the module's root; or, of what the user gave, the path relative to that and the hash of its text.
    sources: Sequence[str | tuple[str, str]] = ()


class Unfit(Exception):
    """A draft that cannot be made from these facts; the slot is drawn again. `reason` is a slug that is counted."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason, self.detail = reason, detail


class Exhausted(Unfit):
    """Nothing is left to draw from: no further draw can help, and the slot is given up at once. `detail` is said when the run ends short."""

    def __init__(self, detail: str) -> None:
        super().__init__("exhausted", detail)


@dataclass(frozen=True)
class Recipe:
    """A registered recipe.

    `weight`: share of rows by default. `levels`: weight of each difficulty 1..5. `required`: check kinds every row must carry, a|b for one of several.
    `facets`: the values each facet may take. `content`: audit probes that measure what this recipe is *about* and so have no bar.
    `broken`: named corruptions, each of which must fail verification. `twins(options)`: how many consecutive ranks may form a family of
    twins that share their facts and differ in a policy (1: none). `paired`: every row stands in a group, as sibling or twin, whatever share of
    the others does.
    """

    task_type: str
    build: Callable[[Scene], Draft]
    version: int
    weight: int
    levels: Mapping[int, int]
    family: str
    required: tuple[str, ...]
    facets: Mapping[str, tuple[str, ...]]
    content: tuple[str, ...]
    broken: Mapping[str, Corrupt]
    doc: str
    twins: Callable[[Any], int]
    paired: bool = False

    @property
    def name(self) -> str:
        """The part of the task type after the slash."""
        return self.task_type.partition("/")[2]


def recipe(
    task_type: str,
    *,
    required: tuple[str, ...],
    weight: int = 3,
    levels: Mapping[int, int] | None = None,
    family: str | None = None,
    facets: Mapping[str, tuple[str, ...]] | None = None,
    content: tuple[str, ...] = (),
    version: int = 1,
    twins: Callable[[Any], int] = lambda options: 1,
    paired: bool = False,
) -> Callable[[Callable[[Scene], Draft]], Callable[[Scene], Draft]]:
    """Mark the one `build` function of a recipe file. The file's `BROKEN` dict holds its corruptions."""

    def mark(function: Callable[[Scene], Draft]) -> Callable[[Scene], Draft]:
        module = importlib.import_module(function.__module__)
        made = Recipe(
            task_type, function, version, weight, dict(levels or {1: 1, 2: 2, 3: 3, 4: 3, 5: 1}), family or task_type.partition("/")[0],
            required, dict(facets or {}), content, _Late(module), (module.__doc__ or "").strip().splitlines()[0], twins, paired,
        )  # fmt: skip
        function.__recipe__ = made  # type: ignore[attr-defined]
        return function

    return mark


class _Late(Mapping[str, Corrupt]):
    """The `BROKEN` dict of a module, looked up when it is needed: it stands below the function that is being decorated."""

    def __init__(self, module: Any) -> None:
        self._module = module

    def _dict(self) -> Mapping[str, Corrupt]:
        found: Mapping[str, Corrupt] = getattr(self._module, "BROKEN", {})
        return found

    def __getitem__(self, key: str) -> Corrupt:
        return self._dict()[key]

    def __iter__(self) -> Any:
        return iter(self._dict())

    def __len__(self) -> int:
        return len(self._dict())


def discover(package: str) -> dict[str, Recipe]:
    """All recipes of a package, one a file, by task type. A failing import, a file without a recipe and a double name are errors."""
    found: dict[str, Recipe] = {}
    root = importlib.import_module(package)
    for info in sorted(pkgutil.iter_modules(root.__path__), key=lambda i: i.name):
        if info.name.startswith("_"):
            continue
        module = importlib.import_module(f"{package}.{info.name}")
        made = [f.__recipe__ for f in vars(module).values() if hasattr(f, "__recipe__") and f.__module__ == module.__name__]
        if len(made) != 1:
            raise RuntimeError(f"{module.__file__}: a recipe file defines exactly one recipe, found {len(made)}")
        if made[0].task_type in found:
            raise RuntimeError(f"{module.__file__}: task type {made[0].task_type!r} is already taken")
        if not made[0].broken:
            raise RuntimeError(f"{module.__file__}: BROKEN must name at least one corruption")
        found[made[0].task_type] = made[0]
    return found
