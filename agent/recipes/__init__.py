"""Recipes: one behaviour a file."""
