"""The user's own tools: every shape of specification, a Python class that misbehaves, an MCP server."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from agent.own.load import load
from generators.build import Builder
from generators.errors import UserError
from generators.gate import faults_of
from generators.row import loads
from generators.run import slots_of
from tests.agent.conftest import agent_config, agent_rows

DATA = Path(__file__).parent.parent.parent.parent / "shared" / "data" / "tools"
SPECS = sorted(p for d in ("openapi", "mcp", "bfcl") for p in (DATA / d).rglob("*.*") if p.is_file() and "possible_answer" not in p.parts)


@pytest.mark.parametrize("path", SPECS or [None], ids=lambda p: p.name if p else "absent")
def test_every_specification_loads(path: Path | None) -> None:
    if path is None:
        pytest.skip("no specifications beside the repository")
    specs = load(str(path))
    assert specs and len({s.name for s in specs}) == len(specs)
    assert all(s.parameters["additionalProperties"] is False and s.description for s in specs)


DOCUMENT = {
    "openapi": "3.0.0",
    "paths": {
        "/pets/{id}": {
            "put": {
                "summary": "Change a pet",
                "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}}},
                "responses": {"200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}}}},
            }
        }
    },
    "components": {
        "schemas": {
            "Named": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string", "nullable": True}}},
            "Pet": {
                "allOf": [
                    {"$ref": "#/components/schemas/Named"},
                    {"type": "object", "properties": {"id": {"type": "integer"}, "weight": {"type": "number", "minimum": 0, "exclusiveMinimum": True}, "mother": {"$ref": "#/components/schemas/Pet"}}},
                ]
            },
        }
    },
}  # fmt: skip


def test_openapi_references_clashes_and_missing_ids(tmp_path: Path) -> None:
    file = tmp_path / "pets.json"
    file.write_text(json.dumps(DOCUMENT))
    (spec,) = load(str(file))
    assert spec.name == "put__pets_id"
    properties = spec.parameters["properties"]
    assert properties["id"]["type"] == "string" and properties["id_body"]["type"] == "integer"  # path and body name clash
    assert properties["name"]["type"] == ["string", "null"]
    assert properties["weight"]["exclusiveMinimum"] == 0 and "minimum" not in properties["weight"]
    assert properties["mother"] == {"type": "object"}  # a reference into itself ends
    assert set(spec.parameters["required"]) == {"id", "name"}


def test_what_is_no_specification_is_said_in_one_line(tmp_path: Path) -> None:
    for name, text in (("a.json", "{"), ("b.json", "[]"), ("c.yaml", "a: [")):
        (tmp_path / name).write_text(text)
        with pytest.raises(UserError, match=name):
            load(str(tmp_path / name))


def _all_good(n: int, **options: str) -> list[dict]:
    config = agent_config(seed=5, **options)
    maker = Builder(config)
    rows = agent_rows(n, config)
    for row in rows:
        assert faults_of(row, maker.recipes[row["task_type"]], maker.evidence) == []
    return rows


def test_rows_from_openapi(tmp_path: Path) -> None:
    file = tmp_path / "pets.json"
    document = json.loads(json.dumps(DOCUMENT))
    document["paths"]["/pets"] = {"get": {"operationId": "listPets", "summary": "List pets", "parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer"}}], "responses": {}}}  # fmt: skip
    file.write_text(json.dumps(document))
    rows = _all_good(60, tools=str(file))
    assert {r["evidence"]["world"]["own"] for r in rows} == {"simulated"}
    assert {r["task_type"] for r in rows} == {"agent/single", "agent/parallel", "agent/ask", "agent/no_tool"}


TOOLS = '''
import os, time
class Kiosk:
    """Sells tickets."""
    def __init__(self):
        self.sold = 0
    def sell(self, film: str, seats: int) -> dict:
        """Sell seats for a film.

        film: Which film.
        seats: How many seats.
        """
        print("this must not reach the pipe")
        self.sold += seats
        return {"film": film, "sold": self.sold}
    def sleep(self, hours: int) -> str:
        """Close for some hours."""
        time.sleep(3600)
    def note(self, text: str) -> str:
        """Leave a note on the counter."""
        open("note.txt", "w").write(text)
        return "left"
    def leave(self, reason: str) -> str:
        """Go home for a reason."""
        os._exit(9)
'''


def test_python_class_that_misbehaves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from agent.own import python

    monkeypatch.setattr(python, "SECONDS", 1.0)
    file = tmp_path / "kiosk.py"
    file.write_text(TOOLS)
    specs, child = python.start(f"{file}:Kiosk")
    assert {s.name for s in specs} == {"sell", "sleep", "note", "leave"}
    assert child.call("sell", {"film": "x", "seats": 2}) == ({"film": "x", "sold": 2}, True)
    assert not child.call("sleep", {"hours": 1})[1]
    assert "not allowed" in child.call("note", {"text": "x"})[0]["error"]
    folder = child.folder
    assert not child.call("leave", {"reason": "x"})[1]
    child.fresh()
    assert child.call("sell", {"film": "x", "seats": 1}) == ({"film": "x", "sold": 1}, True)
    child.stop()
    assert not Path(folder).exists() and sorted(p.name for p in tmp_path.iterdir()) == ["kiosk.py"]


def test_rows_from_a_python_class(tmp_path: Path) -> None:
    file = tmp_path / "kiosk.py"
    file.write_text(TOOLS.split("    def sleep")[0])
    file.write_text(
        file.read_text()
        + '    def seats_left(self, film: str) -> int:\n        """Count the seats that are left for a film."""\n        return 80 - self.sold\n'
    )
    rows = _all_good(40, tools_py=f"{file}:Kiosk")
    assert any(m["role"] == "tool" and '"sold"' in m["content"] for r in rows for m in r["messages"])


def test_rows_from_an_mcp_server() -> None:
    pytest.importorskip("mcp")
    server = Path(__file__).parent / "mcp_server.py"
    rows = _all_good(40, mcp=f"{sys.executable} {server}")
    assert {r["evidence"]["world"]["own"] for r in rows} == {"recorded"}
    assert any("copies" in m["content"] for r in rows for m in r["messages"] if m["role"] == "tool")


def test_a_missing_file_is_the_users_mistake() -> None:
    config = agent_config(seed=5)
    assert next(iter(slots_of(config)))
    with pytest.raises(UserError, match="no such file"):
        Builder(agent_config(seed=5, tools_py="/nowhere/at/all.py"))
    assert loads(b"{}") == {}
