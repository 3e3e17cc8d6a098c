"""The user's own tools: read from a list, an OpenAPI document, an MCP server or a Python file, and called where they can run."""
