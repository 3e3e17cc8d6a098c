"""Vocabulary files to counting functions. tiktoken counts five to seven times faster than the other libraries, so what it can carry goes there."""

from __future__ import annotations

import base64
import json
import os
from binascii import a2b_base64
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from typing import Any

from generators.cache import cache_folder, fingerprint, pickled
from generators.errors import UserError

Counting = tuple[Callable[[str], int], bool]
# Splitting patterns of OpenAI's public encodings; a .tiktoken file holds ranks only.
_CL100K = r"""'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s"""
_O200K = "|".join(
    [
        r"""[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?""",
        r"""[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?""",
        r"""\p{N}{1,3}""",
        r""" ?[^\s\p{L}\p{N}]+[\r\n/]*""",
        r"""\s*[\r\n]+""",
        r"""\s+(?!\S)""",
        r"""\s+""",
    ]
)


def counting(raw: bytes, path: str) -> Counting:
    """(count, local) for the content of a vocabulary file. UserError where it is none that we know."""
    if raw[:1] == b"{":
        return _json(raw, path)
    if ".model" in Path(path).name:
        return _sentencepiece(path)
    return _ranks(raw, path)


def _json(raw: bytes, path: str) -> Counting:
    if b'"default_num_special_tokens"' in raw[:2000] or b'"default_num_special_tokens"' in raw[-2000:]:
        # A hundred thousand entries are read in a tenth of the time when they are kept as they are used.
        key = f"tekken-{fingerprint([Path(__file__)], [blake2b(raw, digest_size=16).hexdigest()])}"
        return _tiktoken(*pickled(cache_folder() / key, lambda: _tekken(_parsed(raw, path))))
    parsed = _parsed(raw, path)
    if "config" in parsed and "pattern" in parsed["config"]:
        return _tiktoken(*_tekken(parsed))
    if "model" not in parsed:
        raise UserError(f"--tokenizer {path}: is neither a tokenizer.json nor a tekken file")
    return _huggingface(parsed, path)


def _parsed(raw: bytes, path: str) -> dict[str, Any]:
    import orjson

    try:
        found: dict[str, Any] = orjson.loads(raw)
    except json.JSONDecodeError as error:
        raise UserError(f"--tokenizer {path}: is not JSON: {error}") from None
    return found


def _tekken(parsed: dict[str, Any]) -> tuple[str, dict[bytes, int]]:
    config = parsed["config"]
    size = config["default_vocab_size"] - config["default_num_special_tokens"]
    return config["pattern"], {a2b_base64(v["token_bytes"]): v["rank"] for v in parsed["vocab"][:size]}


def _tiktoken(pattern: str, ranks: dict[bytes, int]) -> Counting:
    import tiktoken

    encoding = tiktoken.Encoding("vocabulary", pat_str=pattern, mergeable_ranks=ranks, special_tokens={})
    return lambda text: len(encoding.encode_ordinary(text)), True


def _ranks(raw: bytes, path: str) -> Counting:
    try:
        ranks = {base64.b64decode(token): int(rank) for token, rank in (line.split() for line in raw.splitlines() if line)}
    except ValueError:
        raise UserError(
            f"--tokenizer {path}: is no vocabulary that is known here (tokenizer.json, tekken, tiktoken, SentencePiece .model)"
        ) from None
    return _tiktoken(_O200K if "o200k" in Path(path).name else _CL100K, ranks)


def _huggingface(parsed: dict[str, Any], path: str) -> Counting:
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(path)
    except Exception as error:  # the library raises bare Exception
        raise UserError(f"--tokenizer {path}: {error}") from None
    tokenizer.no_truncation()
    tokenizer.no_padding()
    # Without offsets it is a third faster; older versions lack it.
    batch = getattr(tokenizer, "encode_batch_fast", tokenizer.encode_batch)
    byte_level = "ByteLevel" in json.dumps(parsed.get("pre_tokenizer") or {}) and not parsed.get("normalizer")
    return lambda text: len(batch([text], add_special_tokens=False)[0].ids), byte_level


def _sentencepiece(path: str) -> Counting:
    from sentencepiece import SentencePieceProcessor

    try:
        model = SentencePieceProcessor(model_file=path)
    except (OSError, RuntimeError) as error:
        raise UserError(f"--tokenizer {path}: {error}") from None
    return lambda text: len(model.encode(text)), False
