"""Tools of an MCP server over stdio, by the `mcp` library (1.x and 2.x); results are recorded, not replayed."""

from __future__ import annotations

import asyncio
import atexit
import json
import re
import shlex
import threading
from collections.abc import Mapping
from typing import Any

from agent.own.spec import Spec, closed, legal, mended, unique
from generators.errors import UserError

SECONDS = 20.0


class Server:
    """A running server, spoken to from a thread of its own."""

    def __init__(self, command: str) -> None:
        self.command = command
        self.loop = asyncio.new_event_loop()
        self.ready: Any = None
        self.failed = ""
        self.session: Any = None
        self.stopping: Any = None
        self.started = threading.Event()
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()
        if not self.started.wait(SECONDS) or self.failed:
            raise UserError(f"--mcp {command!r}: the server did not start: {self.failed or 'no answer'}")
        atexit.register(self.stop)

    def _serve(self) -> None:
        asyncio.set_event_loop(self.loop)
        try:
            self.loop.run_until_complete(self._run())
        except BaseException as error:
            self.failed = self.failed or f"{type(error).__name__}: {error}"
        self.started.set()

    async def _run(self) -> None:
        from mcp import ClientSession, StdioServerParameters
        from mcp.client.stdio import stdio_client

        program, *arguments = shlex.split(self.command)
        self.stopping = asyncio.Event()
        async with (
            stdio_client(StdioServerParameters(command=program, args=arguments)) as (read, write),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            self.session = session
            self.started.set()
            await self.stopping.wait()

    def _do(self, coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(SECONDS)

    def tools(self) -> list[Any]:
        """All tools, page after page."""
        found: list[Any] = []
        cursor = None
        while True:
            page = self._do(self.session.list_tools(cursor) if cursor else self.session.list_tools())
            found += page.tools
            cursor = getattr(page, "nextCursor", None) or getattr(page, "next_cursor", None)
            if not cursor:
                return found

    def call(self, name: str, args: Mapping[str, Any]) -> tuple[Any, bool]:
        """(result, whether it worked): structured content where there is some, else the text, as JSON where it is."""
        try:
            got = self._do(self.session.call_tool(name, dict(args)))
        except BaseException as error:
            return {"error": f"{type(error).__name__}: {error}"[:300]}, False
        failed = bool(getattr(got, "isError", None) or getattr(got, "is_error", None))
        structured = getattr(got, "structuredContent", None) or getattr(got, "structured_content", None)
        text = "\n".join(c.text for c in got.content if getattr(c, "text", None))
        if failed:
            # Validation messages carry the library's own version and address, which say nothing.
            return {"error": re.sub(r"\s*For further information visit \S+", "", text)[:300]}, False
        if structured is not None:
            return structured, True
        try:
            return json.loads(text), True
        except ValueError:
            return {"text": text}, True

    def fresh(self) -> None:
        """A server keeps what it keeps."""

    def stop(self) -> None:
        """Close the session and the server."""
        if self.stopping is not None and self.loop.is_running():
            self.loop.call_soon_threadsafe(self.stopping.set)
            self.thread.join(3)


def connect(command: str) -> tuple[tuple[Spec, ...], Server]:
    """The tools of the server that the command starts. UserError where it has none, or where `mcp` is not installed."""
    try:
        import mcp  # noqa: F401
    except ImportError:
        raise UserError("--mcp needs the extra `mcp`: pip install 'bullseye[mcp]'") from None
    server = Server(command)
    specs = []
    for tool in server.tools():
        schema = getattr(tool, "inputSchema", None) or getattr(tool, "input_schema", None) or {}
        output = getattr(tool, "outputSchema", None) or getattr(tool, "output_schema", None)
        about = " ".join(str(tool.description or tool.name).split())
        specs.append(Spec(legal(tool.name), about, closed(schema), mended(output) if output else None, (), tool.name))
    if not specs:
        raise UserError(f"--mcp {command!r}: the server offers no tools")
    return tuple(unique(specs)), server
