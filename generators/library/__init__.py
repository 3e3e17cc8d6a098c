"""Authored parametric texts: loading them, filling them in, cutting passages with exact spans."""

from generators.library.load import load_famous, load_folder, load_text
from generators.library.model import Fact, Line, Para, Text, Wrongs
from generators.library.passage import Instance, Passage, Sentence, cut

__all__ = ["Fact", "Instance", "Line", "Para", "Passage", "Sentence", "Text", "Wrongs", "cut", "load_famous", "load_folder", "load_text"]
