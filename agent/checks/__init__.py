"""Checks of the module. They read finished strings, run the calls again, and share no code with the recipes."""

from agent.checks import behave, faithful, grounded, replay, think, tools, twin

__all__ = ["behave", "faithful", "grounded", "replay", "think", "tools", "twin"]
