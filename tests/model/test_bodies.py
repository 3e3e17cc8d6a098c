"""Bodies as servers send them: each quirk is a reply, or the failure that it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generators.errors import UserError
from generators.model.bodies import by_status, message_of, reply_in, retry_after
from generators.model.endpoints import Endpoint, address, load_endpoints
from generators.model.replies import Busy, Failure, Fatal, Passing, Unanswerable
from generators.model.shape import LONGEST, TOLD, dressed, runaway, shaped, strip_thinking, told_again, unclean

USAGE = {"prompt_tokens": 9, "completion_tokens": 3}


def body(content: Any, usage: Any = USAGE, finish: str = "stop", **message: Any) -> str:
    choice = {"message": {"role": "assistant", "content": content, **message}, "finish_reason": finish}
    return json.dumps({"choices": [choice], "usage": usage})


@pytest.mark.parametrize(
    ("sent", "text"),
    [
        (body("yes"), "yes"),
        (body([{"type": "text", "text": "y"}, {"type": "text", "text": "es"}]), "yes"),
        (body([{"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]}, {"type": "text", "text": "yes"}]), "<think>hm</think>\nyes"),
        (body("yes", reasoning_content="hm"), "<think>hm</think>\nyes"),
        (body("yes", reasoning=" hm "), "<think>hm</think>\nyes"),
        (body("yes", reasoning_content=None, tool_calls=None, refusal=None), "yes"),
        (body("yes<|im_end|>\n<|im_start|>user\nmore"), "yes"),
        (body("yes</s>"), "yes"),
        (body("yes<｜end▁of▁sentence｜>"), "yes"),
        (body("<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>final<|message|>yes<|return|>"), "yes"),
        (body("yes", tool_calls=[{"function": None}]), "yes"),
    ],
)  # fmt: skip
def test_a_reply_in_all_its_forms(sent: str, text: str) -> None:
    assert reply_in(sent).text == text


@pytest.mark.parametrize(
    ("sent", "reason", "paid"),
    [
        (body(None, reasoning_content="all of it"), "empty", (9, 3)),
        (body(" \n"), "empty", (9, 3)),
        (body("half a", finish="length"), "cut-off", (9, 3)),
        (body("", finish="content_filter"), "refused", (9, 3)),
        (body(None, refusal="no"), "refused", (9, 3)),
        (body(42), "broken-body", (0, 0)),
        (body(["yes"]), "broken-body", (0, 0)),
        ('{"choices": [{"message": null}]}', "broken-body", (0, 0)),
        ('{"choices": []}', "broken-body", (0, 0)),
        ("[]", "broken-body", (0, 0)),
        ("null", "broken-body", (0, 0)),
        ("<!doctype html>\n<title>Sign in</title>", "broken-body", (0, 0)),
        (body("yes")[:40], "broken-body", (0, 0)),
        ('{"error": {"message": "provider down"}}', "error-in-body", (0, 0)),
        ('{"error": {"message": "provider down", "code": 502}}', "status-502", (0, 0)),
    ],
)
def test_what_is_no_reply(sent: str, reason: str, paid: tuple[int, int]) -> None:
    with pytest.raises(Passing) as failure:
        reply_in(sent)
    assert failure.value.reason == reason and failure.value.paid == paid and "\n" not in str(failure.value)


@pytest.mark.parametrize("usage", [None, [], {}, {"prompt_tokens": None, "completion_tokens": None}, {"prompt_tokens": 0, "completion_tokens": 0}, {"prompt_tokens": "many", "completion_tokens": 1}])  # fmt: skip
def test_tokens_that_nobody_counted_are_not_counted_as_none(usage: Any) -> None:
    reply = reply_in(body("yes", usage))
    assert not reply.counted and (reply.tokens_in, reply.tokens_out) == (0, 0)


def test_tokens_as_texts_are_tokens() -> None:
    reply = reply_in(body("yes", {"prompt_tokens": "9", "completion_tokens": 3.0}))
    assert reply.counted and (reply.tokens_in, reply.tokens_out) == (9, 3)


@pytest.mark.parametrize("arguments", ['{"a": 1}', {"a": 1}])
def test_arguments_of_a_call_as_text_or_as_object(arguments: Any) -> None:
    calls = [{"id": "x", "function": {"name": "f", "arguments": arguments}}]
    said = json.loads(reply_in(body(None, tool_calls=calls, finish="tool_calls"), acts=True).text)
    assert said["calls"][0]["name"] == "f" and json.loads(said["calls"][0]["arguments"]) == {"a": 1}


def test_a_call_without_a_function_is_broken() -> None:
    with pytest.raises(Passing, match="broken-body"):
        reply_in(body(None, tool_calls=[{"function": None}]), acts=True)


@pytest.mark.parametrize(
    ("status", "said", "kind", "reason"),
    [
        (400, '{"error": {"message": "Model Not Exist"}}', Fatal, "no-such-model"),
        (404, '{"message": "The model `m` does not exist."}', Fatal, "no-such-model"),
        (404, "<html><h1>404 Not Found</h1></html>", Fatal, "no-such-address"),
        (400, '{"error": {"message": "API key not valid. Please pass one."}}', Fatal, "no-right"),
        (402, '{"error": {"message": "Insufficient Balance"}}', Fatal, "no-money"),
        (429, '{"error": {"message": "x", "code": "insufficient_quota"}}', Fatal, "no-money"),
        (403, "<html>", Fatal, "no-right"),
        (403, '{"error": {"message": "your input was flagged"}}', Unanswerable, "refused"),
        (301, "", Fatal, "moved"),
        (400, '{"detail": [{"msg": "extra fields"}]}', Unanswerable, "bad-request"),
        (415, "", Unanswerable, "bad-request"),
        (413, "", Unanswerable, "too-long"),
        (400, '{"error": {"message": "maximum context length is 4096"}}', Unanswerable, "too-long"),
        (408, "", Passing, "status-408"),
        (529, "", Passing, "status-529"),
        (429, "", Busy, "busy"),
    ],
)
def test_statuses_are_told_apart(status: int, said: str, kind: type[Failure], reason: str) -> None:
    failure = by_status(status, message_of(said), {})
    assert type(failure) is kind and failure.reason == reason


@pytest.mark.parametrize("status", [408, 500, 503, 529])
def test_retry_after_is_a_floor_whatever_the_status(status: int) -> None:
    failure = by_status(status, "", {"retry-after": "7"})
    assert isinstance(failure, Busy) and failure.retry_after == 7


def test_no_wait_is_for_ever() -> None:
    waits = [retry_after({"retry-after": said}) for said in ("inf", "1e300", "-5", "nan", "0")]
    assert [w for w in waits if w is None or not 0 <= w <= 86_400] == []


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ("<html>\n<head><style>p {}</style></head>\n<body><h1>502 Bad Gateway</h1>\n</body></html>", "502 Bad Gateway"),
        ('{"error": "overloaded"}', "overloaded"),
        ('{"error": {"message": "slow\\ndown", "code": "rate"}}', "slow down rate"),
        ('{"object": "error", "message": "no"}', "no"),
        ('{"detail": [{"msg": "extra"}]}', "extra"),
        ('[{"error": {"message": "no"}}]', "no"),
        ("", ""),
    ],
)
def test_an_error_is_one_line(sent: str, told: str) -> None:
    assert message_of(sent) == told


def test_thinking_that_never_ends_is_no_answer() -> None:
    assert strip_thinking("<think>\nso it is the 12th. The 12th.") == ("", "so it is the 12th. The 12th.")


@pytest.mark.parametrize("text", ["yes<|im_end|>", "<|channel|>x", "a\u200bb", "a\u202eb", "a\ufffdb", "a\x00", "\ufeffa", "a\rb"])
def test_marks_that_no_reader_should_see(text: str) -> None:
    assert unclean(text).startswith("unclean: ")
    assert shaped({"schema": {"type": "object"}}, json.dumps({"q": [text]}))[1].startswith("unclean: ")


@pytest.mark.parametrize("text", ["a\nb\tc", "x |> f()", "f <| x", "👩‍🔧", "每月<3次>", "a < b > c"])
def test_what_readers_may_see(text: str) -> None:
    assert not unclean(text)


@pytest.mark.parametrize("url", ["localhost:8000/v1", "http://", "ftp://x", "x"])
def test_an_address_that_is_none_is_said_at_once(url: str) -> None:
    with pytest.raises(UserError, match="expected an address"):
        address("--base-url", url)


def test_an_address_as_people_paste_it() -> None:
    assert address("", "http://[::1]:8000/v1/") == address("", " http://[::1]:8000/v1/chat/completions ") == "http://[::1]:8000/v1"


def test_a_time_limit_of_nothing_is_none(tmp_path: Any) -> None:
    (tmp_path / "e.toml").write_text('[[endpoint]]\nname = "a"\nmodel = "m"\ntimeout = 0\n')
    with pytest.raises(UserError, match="timeout = 0"):
        load_endpoints(str(tmp_path / "e.toml"))


def test_a_key_is_taken_without_its_line_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-1\n")
    assert Endpoint(name="a", model="m").key == "sk-1"


@pytest.mark.parametrize("text", ["Answer: nine days.", "**Answer:** nine days.", "回答：九天。", "Sure! Here is the message:\n\nnine days", "```\nnine days\n```", "nine\u00a0days"])  # fmt: skip
def test_words_come_without_a_dress(text: str) -> None:
    assert dressed(text, "nine days").startswith("dressed: ") and not dressed(text, text)


@pytest.mark.parametrize("text", ["Nine days.", "Sure, nine days!", "The answer: nine days.", "答应的是九天。"])
def test_words_that_only_look_like_a_dress(text: str) -> None:
    assert not dressed(text, "nine days")


@pytest.mark.parametrize("text", ["yes" + " ha" * 700, "是的" + "，的" * 900, "a" * 5000, "((((" * 30_000, "x1 " * LONGEST])
def test_replies_that_have_lost_the_thread(text: str) -> None:
    assert runaway(text).startswith("runaway: ") and len(told_again(text)) <= TOLD


def test_long_replies_and_tables_have_not() -> None:
    table = "| day | opens | closes |\n|---|---|---|\n" + "".join(f"| {i} | 0{i % 10}:30 | 1{i % 9}:00 |\n" for i in range(90))
    prose = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    assert not runaway(table) and not runaway(prose) and told_again(table) == table
