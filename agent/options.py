"""Options of `gen agent`."""

from __future__ import annotations

from dataclasses import dataclass

from generators.options import Options, option


@dataclass(frozen=True)
class AgentOptions(Options):
    """What the user can set beyond the common options."""

    model_agent: bool = option(
        False, "With --model: in single, choose, long_list and sequential the model acts itself; its calls run and are held to the goal."
    )
    thinking: str = option(
        "none",
        "A few true words before each turn of the assistant's: in a separate reasoning part, between tags in the content, or none.",
        choices=("none", "reasoning", "tags"),
    )
    token: str = option("<|calculator|>", "The special token of the token protocol.", metavar="T")
    token_per_row: bool = option(False, "Draw another token for each row of calculator_token.")
    call_word: str = option("", "With --emit token: a word behind the token, such as 调计算器.", metavar="TEXT")
    return_word: str = option("", "With --emit token: a word before each result, such as 计算器返回结果.", metavar="TEXT")
    tools: str = option(
        "",
        "Your own tools: a list (OpenAI, JSON Schema), an OpenAPI document, an MCP tools/list; results are simulated.",
        metavar="FILE",
        path=True,
    )
    mcp: str = option("", "Your own tools: the command of an MCP server over stdio (extra `mcp`); results are recorded.", metavar="COMMAND")
    tools_py: str = option(
        "", "Your own tools: a Python file or class, run in a child process; results are recorded.", metavar="FILE[:CLASS]"
    )
