"""Kinds of rows that a task type has beside its usual one, each with a builder of its own."""
