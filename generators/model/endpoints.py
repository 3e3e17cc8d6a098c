"""Endpoints: where a model is asked, what it may be asked for, what it costs."""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from generators.errors import UserError, nearest

ROLES = ("writer", "judge", "cheap")
JSON_WAYS = ("prompt", "schema")


@dataclass(frozen=True)
class Endpoint:
    """One OpenAI-compatible endpoint.

    `rpm`, `tpm`: requests and tokens per minute it allows (0: no limit known). `price_in`, `price_out`: money per million tokens, None where
    unknown. `json`: whether it takes a JSON schema, or is told in words. `extra`: further fields of the request body, as the server knows them.
    The key itself is never held here: it is read from the environment variable `key_env` when a call is made.
    """

    name: str
    model: str
    base_url: str = ""
    key_env: str = "OPENAI_API_KEY"
    roles: tuple[str, ...] = ("writer",)
    in_flight: int = 32
    rpm: int = 0
    tpm: int = 0
    price_in: float | None = None
    price_out: float | None = None
    json: str = "prompt"
    timeout: float = 120.0
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The API key; servers on one's own machine mostly want none, but the client library insists on some text."""
        return os.environ.get(self.key_env, "").strip() or "none"

    def money(self, tokens_in: int, tokens_out: int) -> float | None:
        """What so many tokens cost; None where a price is unknown."""
        if self.price_in is None or self.price_out is None:
            return None
        return (tokens_in * self.price_in + tokens_out * self.price_out) / 1_000_000


_KEYS = {f.name: f for f in fields(Endpoint)}


def load_endpoints(path: str) -> tuple[Endpoint, ...]:
    """The `[[endpoint]]` tables of a TOML file. UserError names file, entry and key."""
    try:
        parsed = tomllib.loads(Path(path).read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UserError(f"--endpoints {path}: cannot be read: {error}") from None
    tables = parsed.get("endpoint")
    if not isinstance(tables, list) or not tables:
        raise UserError(f"--endpoints {path}: holds no [[endpoint]] table")
    found = tuple(_endpoint(path, i, table) for i, table in enumerate(tables, 1))
    names = [e.name for e in found]
    for name in names:
        if names.count(name) > 1:
            raise UserError(f"--endpoints {path}: the name {name!r} stands twice")
    return found


def _endpoint(path: str, number: int, table: dict[str, Any]) -> Endpoint:
    where = f"--endpoints {path}: endpoint {table.get('name', number)!r}"
    for key in table:
        if key not in _KEYS:
            raise UserError(f"{where}: unknown key {key!r}{nearest(key, list(_KEYS))}; there are: {', '.join(_KEYS)}")
    for key in ("name", "model"):
        if not isinstance(table.get(key), str) or not table[key]:
            raise UserError(f'{where}: needs {key} = "..."')
    roles = tuple(table.get("roles", ("writer",)))
    for role in roles:
        if role not in ROLES:
            raise UserError(f"{where}: unknown role {role!r}{nearest(str(role), list(ROLES))}; there are: {', '.join(ROLES)}")
    if table.get("json", "prompt") not in JSON_WAYS:
        raise UserError(f"{where}: json is one of: {', '.join(JSON_WAYS)}")
    for key in ("in_flight", "rpm", "tpm", "price_in", "price_out", "timeout"):
        value = table.get(key, 1)
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0 or (key in ("in_flight", "timeout") and not value):
            raise UserError(f"{where}: {key} = {value!r} is no such number")
    return Endpoint(**{**table, "roles": roles, "base_url": address(f"{where}: base_url", table.get("base_url", ""))})


def address(where: str, url: Any) -> str:
    """A base URL as it is meant: without the end that is added to it. UserError where it is none."""
    if not isinstance(url, str) or (url and not re.match(r"https?://[^/]", url.strip())):
        raise UserError(f"{where} {url!r}: expected an address such as http://localhost:8000/v1")
    return url.strip().rstrip("/").removesuffix("/chat/completions")


def single(model: str, base_url: str, key_env: str, in_flight: int) -> tuple[Endpoint, ...]:
    """The one endpoint of --model and --base-url: it takes every role."""
    return (Endpoint(name=model, model=model, base_url=address("--base-url", base_url), key_env=key_env, roles=ROLES, in_flight=in_flight),)


def choose(endpoints: tuple[Endpoint, ...], role: str, key: bytes) -> Endpoint:
    """The endpoint of a role; where several have it, the request's own key decides, so that a resumed run asks the same one."""
    able = [e for e in endpoints if role in e.roles] or [e for e in endpoints if "writer" in e.roles]
    if not able:
        raise UserError(f"no endpoint has the role {role!r} or 'writer'; give one of them roles = [\"writer\"]")
    return able[int.from_bytes(key[:8], "big") % len(able)]
