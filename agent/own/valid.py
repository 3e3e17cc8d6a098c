"""Validating arguments while rows are made: the same strict schema, without the code of the checks."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any


@lru_cache(maxsize=512)
def _validator(schema: str) -> Any:
    import jsonschema_rs

    return jsonschema_rs.Draft202012Validator(json.loads(schema), validate_formats=True)


def valid(schema: dict[str, Any], value: Any) -> bool:
    """Whether a value holds under a schema."""
    return bool(_validator(json.dumps(schema, sort_keys=True)).is_valid(value))
