"""Checks of the module. They read finished strings, run the calls again, and share no code with the recipes."""

from agent.checks import faithful, grounded, replay, tools

__all__ = ["faithful", "grounded", "replay", "tools"]
