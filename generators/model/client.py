"""The seam to the `openai` package: one call, its reply or its failure."""

from __future__ import annotations

import email.utils
import time
from typing import Any, Protocol

import orjson

from generators.errors import UserError
from generators.model.endpoints import Endpoint
from generators.model.replies import Busy, Fatal, Passing, Reply, Unanswerable

MISSING = "asking a model needs the `model` extra: pip install 'bullseye[model]'"
_TOO_LONG = ("context_length", "context length", "maximum context", "too many tokens", "exceed", "too long")
_FATAL = {401: "no-right", 403: "no-right", 404: "no-such-model", 405: "no-such-address"}


class Client(Protocol):
    """Whatever can be asked: an endpoint, or a stand-in of the user's own."""

    async def complete(self, request: dict[str, Any]) -> Reply:
        """The reply to a request; raises one of the failures of `replies`."""
        ...

    async def close(self) -> None:
        """Give up what is held open."""
        ...


class OpenAIClient:
    """Chat completions of one endpoint. Sends the model's name and the messages and nothing a plain server might choke on."""

    def __init__(self, endpoint: Endpoint) -> None:
        try:
            import openai  # 1 CPU second: paid only where a model is asked
        except ImportError:
            raise UserError(MISSING) from None
        self.endpoint, self._openai = endpoint, openai
        options: dict[str, Any] = {"api_key": endpoint.key, "max_retries": 0, "timeout": endpoint.timeout}
        if endpoint.base_url:
            options["base_url"] = endpoint.base_url
        try:
            self._client = openai.AsyncOpenAI(http_client=openai.DefaultAioHttpClient(), **options)
        except (RuntimeError, ImportError):
            self._client = openai.AsyncOpenAI(**options)  # without aiohttp: the package's own transport, slower

    async def complete(self, request: dict[str, Any]) -> Reply:
        """One call."""
        body: dict[str, Any] = {"model": self.endpoint.model, "messages": request["messages"]}
        if request.get("schema") and self.endpoint.json == "schema":
            body["response_format"] = {
                "type": "json_schema",
                "json_schema": {"name": "answer", "schema": request["schema"], "strict": True},
            }
        try:
            raw = await self._client.chat.completions.with_raw_response.create(**body, extra_body=self.endpoint.extra or None)
            return _reply(raw.content if isinstance(raw.content, bytes) else await raw.read())
        except self._openai.APIStatusError as error:
            raise _by_status(error.status_code, str(error.message), error.response.headers) from None
        except self._openai.APITimeoutError as error:
            nobody = "Connect" in type(error.__cause__).__name__  # a closed port comes as a time-out of connecting
            raise Passing("no-connection" if nobody else "time-out", str(error.__cause__ or "")) from None
        except self._openai.APIConnectionError as error:
            raise Passing("no-connection", str(error.__cause__ or error)) from None
        except self._openai.OpenAIError as error:
            raise Passing("client", str(error)) from None

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()


def _reply(body: bytes) -> Reply:
    """Read the body ourselves: servers that fill it only half are common, and a typed parse of it costs more than the call."""
    try:
        parsed = orjson.loads(body)
        choice = parsed["choices"][0]
        text = choice["message"].get("content") or ""
        usage = parsed.get("usage") or {}
        tokens_in, tokens_out = int(usage.get("prompt_tokens") or 0), int(usage.get("completion_tokens") or 0)
    except (orjson.JSONDecodeError, KeyError, IndexError, TypeError, AttributeError, ValueError):
        raise Passing("broken-body", body[:120].decode("utf-8", "replace")) from None
    if choice["message"].get("refusal") or choice.get("finish_reason") == "content_filter":
        raise Passing("refused")
    if not text.strip():
        raise Passing("empty")
    if choice.get("finish_reason") == "length":
        raise Passing("cut-off")
    return Reply(text, tokens_in, tokens_out)


def _by_status(status: int, message: str, headers: Any) -> Exception:
    if status == 429:
        if "insufficient_quota" in message:
            return Fatal("no-money", message)
        return Busy(message, retry_after(headers))
    if status in _FATAL:
        return Fatal(_FATAL[status], message)
    if status in (400, 413, 422):
        return Unanswerable("too-long" if status == 413 or any(t in message.lower() for t in _TOO_LONG) else "bad-request", message)
    if status == 503 and retry_after(headers) is not None:
        return Busy(message, retry_after(headers))
    return Passing(f"status-{status}", message)


def retry_after(headers: Any) -> float | None:
    """Seconds to wait from a `Retry-After` (seconds or an HTTP date) or `retry-after-ms` header; None where there is none."""
    milliseconds, value = headers.get("retry-after-ms"), headers.get("retry-after")
    try:
        if milliseconds is not None:
            return max(0.0, float(milliseconds) / 1000)
        if value is None:
            return None
        return max(0.0, float(value))
    except ValueError:
        at = email.utils.parsedate_tz(value or "")
        return max(0.0, email.utils.mktime_tz(at) - time.time()) if at else None
