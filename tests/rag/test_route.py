"""Routing: the check judges other models' answers, the emission gives nothing away but its content, a small router learns it."""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import rag.checks.route  # noqa: F401  registers its kind
from generators.audit.probes import number_probe
from generators.checks import judge
from generators.errors import UserError
from generators.words import load_banks
from rag import MODULE
from rag.router import router_rows
from rag.train_router import accuracy, load, predict, split, train, train_router
from rag.turns import families
from tests.kernel.test_commands import gen

TABLE = tomllib.loads((Path(__file__).parent / "foreign" / "route.toml").read_text("utf-8"))
CASES = [(lang, name) for lang, cases in TABLE.items() for name in cases]
MARKS = '?？.。!！,，:：“”"《》…～()（）、;'


def _row(lang: str, case: dict[str, Any]) -> dict[str, Any]:
    roles = ["system", *("user", "assistant") * (len(case["turns"]) // 2), "user", "assistant"]
    messages = [{"role": r, "content": c} for r, c in zip(roles, [case["system"], *case["turns"], ""], strict=True)]
    last = case["turns"][-1]
    place = {"turn": len(messages) - 2, "start": 0, "end": len(last), "text": last}
    return {"lang": lang, "messages": messages, "evidence": {"question": place, "documents": [], "spans": []}, "checks": []}


def _verdict(lang: str, case: dict[str, Any], answer: str, **other: Any) -> str:
    params = {k: case[k] for k in ("label", "labels", "query", "lacks") if k in case} | other
    row = _row(lang, case)
    return judge(row, {"kind": "rag.route", "turn": len(row["messages"]) - 1, "params": params}, answer).why


@pytest.mark.parametrize(("lang", "name"), CASES)
def test_foreign_answers(lang: str, name: str) -> None:
    case = TABLE[lang][name]
    faults = [f"right, yet {why}: {a!r}" for a in case["right"] if (why := _verdict(lang, case, a))]
    faults += [f"wrong, yet passed: {a!r}" for a in case["wrong"] if not _verdict(lang, case, a)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_enough_foreign_answers(lang: str) -> None:
    for side in ("right", "wrong"):
        assert sum(len(c[side]) for c in TABLE[lang].values()) >= 10


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_damaged_rows_fail(lang: str) -> None:
    case = TABLE[lang]["label"]
    assert "does not give the label" in _verdict(lang, case, case["label"], labels=[*case["labels"], "NEWS"])
    assert "none of the labels" in _verdict(lang, case, case["label"], label="NEWS")
    assert "names" in _verdict(lang, case | {"turns": [*case["turns"][:2], f"{case['lacks']}?"]}, case["label"])
    assert "no earlier turn" in _verdict(lang, case | {"turns": ["?", ".", case["turns"][2]]}, case["label"])


@pytest.fixture(scope="module")
def emitted() -> list[dict[str, str]]:
    return router_rows(4000, 3, ("zh", "en"))


def test_banks_are_wide() -> None:
    for bank in load_banks(MODULE.banks).values():
        chat = families(bank, "chat")
        assert len(chat) >= 50
        assert all(len(bank[f"chat.{k}"]) >= 12 for k in chat)
        assert sum(len(bank[f"chat.{k}"]) for k in chat) >= 500
        assert sum(len(bank[f"knowledge.{k}"]) for k in families(bank, "knowledge")) >= 200


def test_labels_balance_and_nothing_stands_twice(emitted: list[dict[str, str]]) -> None:
    counts = Counter((r["lang"], r["label"]) for r in emitted)
    assert set(counts.values()) == {1000}
    assert len({(r["lang"], r["text"].casefold()) for r in emitted}) == len(emitted)
    assert all(set(r) == {"text", "label", "lang", "source"} and r["text"].strip() for r in emitted)


def test_prefix_and_same_bytes(emitted: list[dict[str, str]]) -> None:
    assert router_rows(100, 3, ("zh", "en")) == emitted[:100]
    assert router_rows(100, 4, ("zh", "en")) != emitted[:100]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_form_does_not_tell(lang: str, emitted: list[dict[str, str]]) -> None:
    rows = [r for r in emitted if r["lang"] == lang]
    labels, groups = [r["label"] == "chat" for r in rows], [str(i) for i in range(len(rows))]
    for numbers in (
        [[len(r["text"])] for r in rows],
        [[MARKS.find(r["text"][-1])] for r in rows],
        [[sum(c.isdigit() for c in r["text"])] for r in rows],
        [[r["text"].count(m) for m in MARKS] for r in rows],
    ):
        value, half = number_probe(numbers, labels, groups)
        assert value - half <= 0.60


def test_a_router_learns_it(emitted: list[dict[str, str]], tmp_path: Path) -> None:
    data = tmp_path / "data.jsonl"
    data.write_text("".join(json.dumps(r) + "\n" for r in emitted), "utf-8")
    meta = train_router(data, tmp_path / "router")
    assert meta["held_out"]["all"]["accuracy"] > 0.8
    model = load(tmp_path / "router")
    other = accuracy(model, router_rows(600, 71, ("zh", "en")))
    assert other["all"]["accuracy"] > 0.9
    assert predict(model, ["Who painted the ceiling of the Sistine Chapel?", "这座桥是哪一年建成的？"]) == ["knowledge"] * 2
    assert predict(model, ["haha you are so funny", "今天心情不好，陪我聊聊天吧"]) == ["chat"] * 2
    before = (tmp_path / "router" / "model.json").read_bytes()
    train_router(data, tmp_path / "router")
    assert (tmp_path / "router" / "model.json").read_bytes() == before


def test_no_wording_is_on_both_sides(emitted: list[dict[str, str]]) -> None:
    inside, held = split(emitted)
    sources = [{s for r in rows for s in r["source"].split("+")} for rows in (inside, held)]
    assert held and not sources[0] & sources[1]


def test_files_that_are_none(tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"text": "a", "label": "news"}\n', "utf-8")
    with pytest.raises(UserError, match=r"bad\.jsonl:1"):
        train_router(bad, tmp_path / "out")
    with pytest.raises(UserError, match="holds no router"):
        load(tmp_path)
    with pytest.raises(UserError, match="both labels"):
        bad.write_text('{"text": "a", "label": "chat"}\n', "utf-8")
        train_router(bad, tmp_path / "out")


def test_command_line(tmp_path: Path) -> None:
    out = tmp_path / "r.jsonl"
    assert gen("rag", "--emit", "router", "-n", "20", "--lang", "en", "-o", str(out)).returncode == 0
    assert [json.loads(line)["lang"] for line in out.read_text("utf-8").splitlines()] == ["en"] * 20


def test_training_is_the_same_twice(emitted: list[dict[str, str]]) -> None:
    assert train(emitted[:400]) == train(emitted[:400])
