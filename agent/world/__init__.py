"""The simulated world: typed tools over plain state, run the same way when rows are made and when they are verified. Standard library only."""

from agent.world.goal import Add, Change, Composed, Draw, Fact, Goal, Intent, Remove, Slot, intent
from agent.world.tool import Tool, ToolError, World, tool
from agent.world.types import Bool, Choice, Count, Date, DateTime, F, Minutes, Money, Number, Text, Time

__all__ = [
    "Add",
    "Bool",
    "Change",
    "Choice",
    "Composed",
    "Count",
    "Date",
    "DateTime",
    "Draw",
    "F",
    "Fact",
    "Goal",
    "Intent",
    "Minutes",
    "Money",
    "Number",
    "Remove",
    "Slot",
    "Text",
    "Time",
    "Tool",
    "ToolError",
    "World",
    "intent",
    "tool",
]
