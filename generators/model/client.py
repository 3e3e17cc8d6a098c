"""The seam to an OpenAI-compatible endpoint: one call, its reply or its failure."""

from __future__ import annotations

import os
import re
from typing import Any, Protocol

import orjson

from generators.errors import UserError
from generators.model.bodies import by_status, message_of, reply_in
from generators.model.endpoints import Endpoint
from generators.model.replies import Failure, Passing, Reply

STANDARD = "https://api.openai.com/v1"  # where --base-url and OPENAI_BASE_URL name nothing else
_BROKEN = ("ClientPayloadError", "ContentEncodingError", "ContentLengthError", "TransferEncodingError", "DecodingError")
MISSING = "asking a model needs the `model` extra: pip install 'bullseye[model]'"


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
            raise Passing("broken-body" if name in _BROKEN else "no-connection", self._told(str(error) or name)) from None
        if status >= 300:
            told = self._told(message_of(text))
            raise by_status(status, f"{told} ({self._url})" if status in (404, 405) else told, headers)
        try:
            return reply_in(text, bool(request.get("tools")))
        except Failure as failure:
            failure.detail = self._told(failure.detail)
            failure.args = (f"{failure.reason}: {failure.detail}" if failure.detail else failure.reason,)
            raise

    def _told(self, text: str) -> str:
        """A server's message without the key, which some give back; where there is none, that is said."""
        unset = self.endpoint.key == "none" and re.search(r"\bkey\b|auth", text, re.I)
        return without_key(self.endpoint, text) + (f" ({self.endpoint.key_env} is not set)" if unset else "")

    async def _post(self, content: bytes) -> tuple[int, str, Any]:
        """(status, body, headers). Straight to the transport: the layers above it cost more CPU than all else."""
        if self._session is None:
            response = await self._http.post(self._url, content=content, headers=self._headers, timeout=self.endpoint.timeout)
            return response.status_code, response.text, response.headers
        async with self._session.post(
            self._url, data=content, headers=self._headers, timeout=self._timeout, allow_redirects=False
        ) as reply:
            return reply.status, (await reply.read()).decode("utf-8", "replace"), reply.headers

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
        if self._client is not None:
            await self._client.close()


def without_key(endpoint: Endpoint, text: str) -> str:
    """A text of a server's without the endpoint's key."""
    return text.replace(endpoint.key, f"<{endpoint.key_env}>") if len(endpoint.key) > 5 else text


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
