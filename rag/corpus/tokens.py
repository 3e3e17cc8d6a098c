"""The patterns of inline markup: marks, links, tags, template tags, entities."""

from __future__ import annotations

import re

# The corpus is read on the recipes' side of the house, so nothing is shared with generators.text, which the checks use.
HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_NAMES = (
    "a|abbr|address|article|aside|b|base|big|blockquote|body|br|button|caption|center|cite|code|col|colgroup|dd|del|details|dfn|div|dl|"
    "dt|em|figcaption|figure|font|footer|form|h1|h2|h3|h4|h5|h6|head|header|hr|html|i|iframe|img|input|ins|kbd|label|li|link|main|mark|"
    "meta|nav|object|ol|option|p|picture|pre|q|s|samp|script|section|select|small|source|span|strike|strong|style|sub|summary|sup|svg|"
    "table|tbody|td|tfoot|th|thead|title|tr|tt|u|ul|var|video"
)
TAG = rf"</?(?:{_NAMES})(?=[\s/>])(?:[^<>\"']|\"[^\"<>]*\"|'[^'<>]*')*>"
LIQUID = r"\{%.{0,2000}?%\}|\{\{.{0,2000}?\}\}|\{:[^{}\n]*\}|\{[#.][\w-][^{}\n]*\}"
COMMENT = r"<!--.*?-->"
# Characters of Chinese text between which no space is kept.
WIDE = re.compile(rf"[{HAN}\u3001-\u303f\uff01-\uff5e“”‘’…—]")
BLOCK_TAG = re.compile(r"</?(?:br|p|div|li|tr|td|th|h[1-6]|ul|ol|dd|dt)\b", re.I)
DEST = r"\((?:[^()\\\n]|\\.|\n(?!\s*\n)|\{%.*?%\}|\((?:[^()\n]|\{%.*?%\})*\))*\)"
TOKEN = re.compile(
    rf"""(?P<esc>\\[!-/:-@\[-`{{-~\n])
    |(?P<code>(?P<ticks>(?<!`)`+(?!`))(?P<inner>.+?)(?<!`)(?P=ticks)(?!`))
    |(?P<drop>{COMMENT}|{LIQUID}|\[\^[^\]\s]+\]|^\[[ xX]\](?=\s)|(?<![\w:])\:[a-z][a-z0-9_+-]+\:(?![\w:]))
    |(?P<quote>\n[ \t]*>[ >]*)
    |(?P<auto><(?P<url>(?:https?://|mailto:)[^\s<>]+|[\w.+-]+@[\w.-]+)>)
    |(?P<strike>~~(?=\S).+?(?<=\S)~~)
    |(?P<tag>{TAG})
    |(?P<entity>&(?:\#\d{{1,7}}|\#[xX][0-9a-fA-F]{{1,6}}|[A-Za-z][A-Za-z0-9]{{1,31}});)
    |(?P<wiki>\[\[(?:[^\[\]|\n]*\|)?(?P<name>[^\[\]|\n]+)\]\])
    |(?P<bracket>!?\[)
    |(?P<mark>\*+|_+|==)
    |(?P<space>\s+)""",
    re.X | re.S | re.I,
)
# What a mark's partner is not looked for in: code, link targets, escapes.
_OPAQUE = r"(?P<o>\\.|(?<!`)(`+)(?!`).+?(?<!`)\2(?!`)|\]\([^()\n]*\))"
CLOSERS = {sign: re.compile(rf"{_OPAQUE}|(?P<run>{sign})", re.S) for sign in (r"\*+", "_+", "==")}
