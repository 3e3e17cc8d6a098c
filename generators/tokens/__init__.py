"""Counting tokens: the tokenizers `--tokenizer` understands, and sums over pieces that equal a count of the whole."""

from generators.tokens.additive import Additive
from generators.tokens.counter import Counter, identity, known, load, register
from generators.tokens.template import ChatTemplate, known_template, load_template

__all__ = ["Additive", "ChatTemplate", "Counter", "identity", "known", "known_template", "load", "load_template", "register"]
