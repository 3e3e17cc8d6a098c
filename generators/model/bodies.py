"""What the body of a server's answer says: a reply, or which failure. Read by ourselves: servers that fill it only half are common, and a typed parse of it costs more than the call."""

from __future__ import annotations

import email.utils
import re
import time
from typing import Any

import orjson

from generators.model.replies import Busy, Failure, Fatal, Passing, Reply, Unanswerable
from generators.model.shape import strip_thinking

_TOO_LONG = ("context_length", "context length", "maximum context", "too many tokens", "exceed", "too long")
_FATAL = {401: "no-right", 402: "no-money", 403: "no-right", 404: "no-such-address", 405: "no-such-address", 407: "no-right", 410: "gone"}
_NO_MODEL = re.compile(
    r"model.*\b(?:not exist|not found|does not exist|unknown|invalid)|(?:unknown|invalid|no such) model|pulling it first", re.I | re.S
)
_NO_KEY = re.compile(r"(?:incorrect|invalid|missing) api[ _-]?key|api[ _-]?key not valid", re.I)
_FLAGGED = re.compile(r"moderation|flagged|inappropriate content|content[ _]policy", re.I)
_END = re.compile(r"<\|(?:im_end|endoftext|eot_id|eom_id|end|return|end_of_text)\|>|</s>|<｜end▁of▁sentence｜>|<end_of_turn>")
_FINAL = re.compile(r"^.*<\|channel\|>final[^<]*<\|message\|>", re.S)
LONGEST = 86_400.0  # seconds of a Retry-After that are taken at its word


def reply_in(body: str, acts: bool = False) -> Reply:
    """The reply in a body as it came."""
    try:
        parsed = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Passing("broken-body", message_of(body)) from None
    return reply_of(parsed, acts)


def reply_of(parsed: Any, acts: bool = False) -> Reply:
    """The reply in a parsed body (`acts`: with its tool calls, as JSON)."""
    if isinstance(parsed, dict) and parsed.get("error") and not parsed.get("choices"):
        code = parsed["error"].get("code") if isinstance(parsed["error"], dict) else None
        if isinstance(code, int) and 400 <= code < 600:
            raise by_status(code, message_of(parsed), {})
        raise Passing("error-in-body", message_of(parsed))
    try:
        choice, message = parsed["choices"][0], parsed["choices"][0]["message"]
        text, thought = _parts(message.get("content"))
        calls = [_call(c["function"]) for c in message.get("tool_calls") or ()] if acts else []
        thought = thought or next((t for k in ("reasoning_content", "reasoning") if isinstance(t := message.get(k), str)), "")
        refused = message.get("refusal") or choice.get("finish_reason") == "content_filter"
        tokens = _tokens(parsed.get("usage"))
    except (KeyError, IndexError, TypeError, AttributeError):
        raise Passing("broken-body", str(parsed)[:120]) from None
    text = _END.split(_FINAL.sub("", text), maxsplit=1)[0]
    reason = "refused" if refused else "cut-off" if choice.get("finish_reason") == "length" else ""
    if not reason and not text.strip() and not calls:
        reason = "empty"
    if reason:
        raise Passing(reason, paid=tokens or (0, 0))
    if acts:
        text = orjson.dumps({"content": strip_thinking(text)[0], "calls": calls}).decode()
    elif thought.strip():
        text = f"<think>{thought.strip()}</think>\n{text}"
    return Reply(text, *(tokens or (0, 0)), counted=tokens is not None)


def _parts(content: Any) -> tuple[str, str]:
    """(text, thinking) of a content, which some servers send in parts."""
    if content is None or isinstance(content, str):
        return content or "", ""
    said, thought = "", ""
    for part in content:
        if part.get("type", "text") == "text":
            said += part["text"]
        elif part["type"] == "thinking":
            thought += part["thinking"] if isinstance(part["thinking"], str) else _parts(part["thinking"])[0]
    return said, thought


def _tokens(usage: Any) -> tuple[int, int] | None:
    """(tokens in, tokens out) as the server counts them; None where it does not."""
    try:
        found = int(float(usage["prompt_tokens"] or 0)), int(float(usage["completion_tokens"] or 0))
    except (KeyError, TypeError, ValueError, OverflowError):
        return None
    return found if found[0] > 0 <= found[1] else None


def _call(function: dict[str, Any]) -> dict[str, str]:
    """Name and arguments of a call; some servers send the arguments as an object."""
    arguments = function.get("arguments")
    return {
        "name": str(function.get("name")),
        "arguments": arguments if isinstance(arguments, str) else orjson.dumps(arguments or {}).decode(),
    }


def message_of(body: Any) -> str:
    """What an error's body says, in one line; its beginning, without markup, where it is in none of the common forms."""
    try:
        parsed = orjson.loads(body) if isinstance(body, str) else body
    except orjson.JSONDecodeError:
        parsed = re.sub(r"<(?:style|script)\b.*?</(?:style|script)>|<[^>]*>", " ", str(body)[:5000], flags=re.S | re.I)
    for _ in range(3):
        if isinstance(parsed, list) and parsed:
            parsed = parsed[0]
        if isinstance(parsed, dict):
            code = parsed.get("code")
            parsed = next((v for k in ("error", "message", "detail", "msg") if (v := parsed.get(k))), str(parsed))
            if isinstance(parsed, str) and isinstance(code, str):
                parsed = f"{parsed} {code}"
    return " ".join(str(parsed).split())[:300]


def by_status(status: int, message: str, headers: Any) -> Failure:
    """The failure that a status of 300 or more stands for."""
    wait = retry_after(headers)
    if status == 429 and "insufficient_quota" not in message:
        return Busy(message, wait)
    if status < 400:
        return Fatal("moved", f"to {headers.get('location') or 'nowhere'}; say so in the base URL")
    if status == 403 and _FLAGGED.search(message):
        return Unanswerable("refused", message)
    if status in (400, 404) and _NO_MODEL.search(message):
        return Fatal("no-such-model", message)
    if status == 400 and _NO_KEY.search(message):
        return Fatal("no-right", message)
    if status in _FATAL or status == 429:
        return Fatal(_FATAL.get(status, "no-money"), message)
    if status >= 500 or status in (408, 409, 425):
        return Passing(f"status-{status}", message) if wait is None else Busy(message, wait)
    return Unanswerable("too-long" if status == 413 or any(t in message.lower() for t in _TOO_LONG) else "bad-request", message)


def retry_after(headers: Any) -> float | None:
    """Seconds to wait from a `Retry-After` (seconds or an HTTP date) or `retry-after-ms` header; None where there is none."""
    milliseconds, value = headers.get("retry-after-ms"), headers.get("retry-after")
    try:
        if milliseconds is not None:
            return min(LONGEST, max(0.0, float(milliseconds) / 1000))
        if value is None:
            return None
        return min(LONGEST, max(0.0, float(value)))
    except ValueError:
        at = email.utils.parsedate_tz(value or "")
        return min(LONGEST, max(0.0, email.utils.mktime_tz(at) - time.time())) if at else None
