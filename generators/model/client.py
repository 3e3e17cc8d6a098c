"""The seam to an OpenAI-compatible endpoint: one call, its reply or its failure."""

from __future__ import annotations

import email.utils
import os
import time
from typing import Any, Protocol

import orjson

from generators.errors import UserError
from generators.model.endpoints import Endpoint
from generators.model.replies import Busy, Fatal, Passing, Reply, Unanswerable
from generators.model.shape import strip_thinking

STANDARD = "https://api.openai.com/v1"  # where --base-url and OPENAI_BASE_URL name nothing else
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
        self.endpoint = endpoint
        self._client: Any = None
        self._session: Any = None
        try:
            import aiohttp

            self._timeout = aiohttp.ClientTimeout(total=endpoint.timeout)
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
            self._url = f"{(endpoint.base_url or os.environ.get('OPENAI_BASE_URL') or STANDARD).rstrip('/')}/chat/completions"
            self._headers = headers_of(endpoint)
        except ImportError:
            self._by_package()

    def _by_package(self) -> None:
        """Without aiohttp: the package's own transport, at a CPU second for its import and three times the CPU a call."""
        try:
            import openai
        except ImportError:
            raise UserError(MISSING) from None
        options: dict[str, Any] = {"api_key": self.endpoint.key, "max_retries": 0, "timeout": self.endpoint.timeout}
        if self.endpoint.base_url:
            options["base_url"] = self.endpoint.base_url
        self._http: Any = openai.DefaultAsyncHttpxClient()
        self._client = openai.AsyncOpenAI(http_client=self._http, **options)
        self._url = f"{str(self._client.base_url).rstrip('/')}/chat/completions"
        # Headers by name, so that those of the package's that stand for "left out" fall away.
        self._headers = {k: v for k, v in self._client.default_headers.items() if isinstance(v, str)}

    async def complete(self, request: dict[str, Any]) -> Reply:
        """One call, straight on the transport: the typed method of the package would cost more CPU than the call."""
        content = orjson.dumps(body_of(self.endpoint, request))
        try:
            status, text, headers = await self._post(content)
        except Exception as error:  # the transports' exceptions differ in everything but their names
            name = type(error).__name__
            if "Timeout" in name and "Connect" not in name:  # a closed port comes as a time-out of connecting
                raise Passing("time-out", str(error)) from None
            raise Passing("no-connection", str(error) or name) from None
        if status >= 400:
            raise _by_status(status, _message(text), headers)
        return _reply(text, bool(request.get("tools")))

    async def _post(self, content: bytes) -> tuple[int, str, Any]:
        """(status, body, headers). Straight to the transport: the layers above it cost more CPU than all else."""
        if self._session is None:
            response = await self._http.post(self._url, content=content, headers=self._headers, timeout=self.endpoint.timeout)
            return response.status_code, response.text, response.headers
        async with self._session.post(self._url, data=content, headers=self._headers, timeout=self._timeout) as reply:
            return reply.status, (await reply.read()).decode("utf-8", "replace"), reply.headers

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
        if self._client is not None:
            await self._client.close()


def headers_of(endpoint: Endpoint) -> dict[str, str]:
    """Key, kind of body, and the organisation and project that the package would name too."""
    headers = {"Authorization": f"Bearer {endpoint.key}", "Content-Type": "application/json", "Accept": "application/json"}
    for name, variable in (("OpenAI-Organization", "OPENAI_ORG_ID"), ("OpenAI-Project", "OPENAI_PROJECT_ID")):
        if os.environ.get(variable):
            headers[name] = os.environ[variable]
    return headers


def body_of(endpoint: Endpoint, request: dict[str, Any]) -> dict[str, Any]:
    """The body of a request: the model's name and the messages, and nothing a plain server might choke on."""
    body: dict[str, Any] = {"model": endpoint.model, "messages": request["messages"]}
    if request.get("schema") and endpoint.json == "schema":
        schema = {"name": "answer", "schema": request["schema"], "strict": True}
        body["response_format"] = {"type": "json_schema", "json_schema": schema}
    if request.get("tools"):
        body["tools"] = request["tools"]
    return {**body, **endpoint.extra}


def _reply(body: str, acts: bool = False) -> Reply:
    try:
        parsed = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Passing("broken-body", body[:120]) from None
    return reply_of(parsed, acts)


def reply_of(parsed: Any, acts: bool = False) -> Reply:
    """The reply in a body (`acts`: with its tool calls, as JSON), read by ourselves: servers that fill it only half are common, and a typed parse of it costs more than the call."""
    try:
        choice = parsed["choices"][0]
        text = choice["message"].get("content") or ""
        calls = [c["function"] for c in choice["message"].get("tool_calls") or ()] if acts else []
        usage = parsed.get("usage") or {}
        tokens_in, tokens_out = int(usage.get("prompt_tokens") or 0), int(usage.get("completion_tokens") or 0)
    except (KeyError, IndexError, TypeError, AttributeError, ValueError):
        raise Passing("broken-body", str(parsed)[:120]) from None
    if choice["message"].get("refusal") or choice.get("finish_reason") == "content_filter":
        raise Passing("refused")
    if not text.strip() and not calls:
        raise Passing("empty")
    if choice.get("finish_reason") == "length":
        raise Passing("cut-off")
    if acts:
        text = orjson.dumps({"content": strip_thinking(text)[0], "calls": [_call(c) for c in calls]}).decode()
    return Reply(text, tokens_in, tokens_out)


def _call(function: dict[str, Any]) -> dict[str, str]:
    """Name and arguments of a call; some servers send the arguments as an object."""
    arguments = function.get("arguments")
    return {
        "name": str(function.get("name")),
        "arguments": arguments if isinstance(arguments, str) else orjson.dumps(arguments or {}).decode(),
    }


def _message(body: str) -> str:
    """What an error's body says; its beginning where it is not in the common form."""
    try:
        error = orjson.loads(body)["error"]
        return str(error if isinstance(error, str) else f"{error['message']} {error.get('code') or ''}".strip())
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
        return body[:300]


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
