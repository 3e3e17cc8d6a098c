"""Plots: from a goal to a transcript that really ran."""
