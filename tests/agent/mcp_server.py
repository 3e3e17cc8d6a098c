"""A small MCP server over stdio, for the test of --mcp."""

from __future__ import annotations

try:
    from mcp.server.mcpserver import MCPServer as Server  # 2.x
except ImportError:
    from mcp.server.fastmcp import FastMCP as Server  # type: ignore[no-redef]  # 1.x

server = Server("shelf")


@server.tool()
def find_shelf(title: str, copies: int = 1) -> dict[str, str | int]:
    """Find the shelf of a book and how many copies stand there."""
    return {"shelf": f"{len(title)}B", "copies": copies + 2}


@server.tool()
def renew_loan(card: str, weeks: int) -> dict[str, int]:
    """Renew a loan by some weeks."""
    if weeks > 90:
        raise ValueError("at most ninety weeks")
    return {"weeks_left": weeks + 1}


@server.tool()
def opening_note(branch: str) -> str:
    """Say what hangs on the door of a branch."""
    return f"{branch} opens late"


if __name__ == "__main__":
    server.run()
