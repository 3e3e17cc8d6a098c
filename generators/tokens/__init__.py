"""Counting tokens: the tokenizers `--tokenizer` understands, and sums over pieces that equal a count of the whole."""

from generators.tokens.additive import Additive
from generators.tokens.counter import Counter, identity, known, load, register

__all__ = ["Additive", "Counter", "identity", "known", "load", "register"]
