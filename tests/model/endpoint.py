"""A real HTTP endpoint on loopback that does to a client what endpoints do; every whim follows from the request's own hash.

Run as a process of its own: `python -m tests.model.endpoint '{"p429": 0.2}'` prints its port.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import sys
import time
from collections import Counter
from typing import Any

RIGHT = re.compile(r"(?:The right answer: |正确的回答：)(.*?)\n(?:How it should sound|口吻)", re.S)
BARE = re.compile(r"(?:What the person wants to know: |想问的事：)(.*?)\n(?:Who is typing|打字的人)", re.S)

LINE = ("p429", "p500", "drop", "hang", "truncated", "p401", "long")  # drawn anew at each try
WORDS = (
    "empty",
    "refuse",
    "lie",
    "foreign",
    "unsupported",
    "made_up_id",
    "tool_name",
)  # a request's own for good: a run and its repetition hear the same


class Whims:
    """What the server does, as shares of requests: p429, p500, drop, hang, truncated, empty, refuse, lie, foreign; `latency`, `retry_after` in seconds."""

    def __init__(self, spec: dict[str, Any]) -> None:
        self.spec, self.seen = spec, Counter[str]()
        self.told: dict[str, float] = {}  # when a refused request may come again
        self.log = {"calls": 0, "early": 0, "faults": 0, "answered": 0, "tokens": 0, "most": 0, "first": 0.0, "last": 0.0, "deepest": 0}
        self.open = 0
        self.files: dict[str, bytes] = {}
        self.planted: dict[str, str] = {}  # by request: which lie it was told

    def draw(self, body: bytes) -> tuple[str, float]:
        """(kind of answer, a number of the request's own in [0, 1))."""
        key = hashlib.sha256(body).hexdigest()
        nth = self.seen[key] = self.seen[key] + 1
        self.log["deepest"] = max(self.log["deepest"], nth)
        if key in self.told and time.monotonic() < self.told[key] - 0.02:
            self.log["early"] += 1
        for kinds, salt in ((LINE, f"{key}#{nth}"), (WORDS, key)):
            at = int(hashlib.sha256(salt.encode()).hexdigest()[:8], 16) / 2**32
            for kind in kinds:
                at -= self.spec.get(kind, 0)
                if at < 0:
                    if kind == "p429":
                        self.told[key] = time.monotonic() + self.spec.get("retry_after", 1)
                    return kind, at
        return "good", at


def words(messages: list[dict[str, str]], kind: str, known: dict[str, Any]) -> str:
    """What a model would say: the asked words, dressed a little; a lie or another language where the whim says so. `known`: replies by what the user says."""
    turns = [m["content"] for m in messages if m["role"] == "user"]
    own = [t for t in turns if "will not do" not in t and "不行：" not in t]  # what was asked; before it stand examples
    asked = next((t for t in reversed(turns) if RIGHT.search(t) or BARE.search(t) or _known(t, known)), own[-1] if own else turns[0])
    if (key := _known(asked, known)) and not RIGHT.search(asked):
        tried = turns.index(turns[-1]) - turns.index(asked)  # a list: one reply after the other, as faults are shown
        said = known[key] if isinstance(known[key], str) else known[key][min(tried, len(known[key]) - 1)]
        return said if kind != "lie" else said + " 98765"
    zh = "正确的回答" in asked or "想问的事" in asked
    if (listed := as_json(messages[0]["content"], turns, kind)) is not None:
        return listed
    if (found := RIGHT.search(asked)) is not None:
        said = found[1]
        if kind == "lie":
            return said + ("另外押金是98765元。" if zh else " The deposit is 98,765 pounds as well.")
    else:
        found = BARE.search(asked)
        said = found[1] if found else own_words(asked)
        if not found:
            return said
        if kind == "lie":
            return said + (" 单号98765" if zh else " ref 98765")
        said = ("麻烦问下，" + said) if zh else ("quick one: " + said)
    if kind == "foreign":
        return "The answer is written somewhere else entirely and not here." if zh else "答案写在别的地方，这里没有，请再找一找。"
    return f"<think>fits</think>\n{said}"


LIES = ("foreign", "unsupported", "made_up_id", "tool_name")


def lied(messages: list[dict[str, str]], kind: str, text: str, names: dict[str, str]) -> tuple[str, str]:
    """(the reply with a lie in it, the kind of lie and what it stands in)."""
    asked = next(
        (m["content"] for m in reversed(messages) if m["role"] == "user" and (RIGHT.search(m["content"]) or BARE.search(m["content"]))), ""
    )
    what = "answer" if RIGHT.search(asked) else "question"
    zh = bool(re.search("正确的回答|想问的事", asked))
    name = next((n for key, n in names.items() if key in asked), "") if what == "question" else ""
    if kind == "foreign" and what == "question":
        return "It is all written down somewhere else, as they say." if zh else "都写在别的地方了，这里没有，再找一找。", "foreign question"
    if kind == "foreign":
        return "Nobody left a note about it at the desk." if zh else "柜台那边没有人留下字条。", "foreign answer"
    if kind == "tool_name" and name:
        return f"{text} {name}", "tool_name question"
    if what == "question":
        return text + (" 单号kx98765" if zh else " ref kx98765"), "made_up_id question"
    if kind == "unsupported":
        return text + ("店里的猫喜欢晒太阳。" if zh else " Grandmother's piano stays unsold."), "unsupported answer"
    return text + ("凭证号是kx98765。" if zh else " The voucher is kx98765."), "made_up_id answer"


def as_json(system: str, turns: list[str], kind: str) -> str | None:
    """Lists that are asked for as JSON; a line where the model is shown a seed and asked to rewrite it."""
    zh = re.search("[\u4e00-\u9fff]", system)
    if '{"prompts"' in system:
        made = [own_words(f"{turns[0]} {i}") for i in range(6)]
        made = [("想问一下，" + m[:-1] + "，对吗？" if zh else "Is it so that " + m[0].lower() + m[1:-1] + "?") for m in made]
        return json.dumps({"prompts": [*made, made[0]] if kind != "foreign" else ["答非所问的话。" if not zh else "In another language."]})
    if '{"user": 4' in system:
        n = int(hashlib.sha256(turns[0].encode()).hexdigest(), 16)
        return json.dumps({"user": 1 + n % 5, "answer": 1 + n // 5 % 5})
    if '{"lines"' in system:
        told = [t for t in turns if "These must stand in the lines" in t or "这些照原样留在各行里" in t][-1]
        return versions(told, kind, bool(zh))
    if (
        fact := re.search(r"(?:The fact: |这件事：)(.*?)\n(?:These must stand in it|这些一字不动)", turns[_last_asked(turns)], re.S)
    ) is not None:
        said = fact[1][:1].lower() + fact[1][1:] if not zh and fact[1].startswith(("The ", "In ", "On ", "At ")) else fact[1]
        return ("有人提过，" if zh else "One remembers that ") + said if kind != "lie" else "Number 98765 it was, they said."
    if (
        points := re.search(r"(?:The points:|要写到的：)\n(.*?)\n(?:How it should read|写法)", turns[_last_asked(turns)], re.S)
    ) is not None:
        lines = [line[2:] for line in points[1].split("\n")]
        return ("接着说，" if zh else "To tell it in short, ") + ("" if zh else " ").join(lines[1:] if kind == "lie" else lines)
    if '{"steps"' in system:
        return json.dumps(
            {"steps": ["列提纲。", "写正文。", "改错字。"] if zh else ["Draw up an outline.", "Write it out.", "Read it over."]}
        )
    if (seed := re.search(r"(?:The request: |原话：)(.*?)\n(?:Now from|换成)", turns[0], re.S)) is not None:
        return f"{seed[1]} {re.sub('[0-9]+', '', own_words(turns[0]))[:40]}" if kind != "lie" else f"{seed[1]} 98765"
    return None


def _last_asked(turns: list[str]) -> int:
    """The last turn that asks for something: behind it stand faults that were shown."""
    own = [i for i, t in enumerate(turns) if "will not do" not in t and "不行：" not in t]
    return own[-1] if own else 0


def acted(messages: list[dict[str, Any]], acts: dict[str, Any]) -> dict[str, Any]:
    """The next turn of a model that acts: `acts` has its turns by what the user says."""
    said = [m["content"] for m in messages if m["role"] == "user"]
    turns = next((turns for key, turns in acts.items() if any(key in s for s in said)), [])
    made = sum(m["role"] == "assistant" for m in messages)
    turn: dict[str, Any] = turns[min(made, len(turns) - 1)] if turns else {"content": "I would rather not.", "calls": []}
    return turn


def tool_calls(acts: dict[str, Any] | None) -> dict[str, Any]:
    """The calls of a turn as servers give them."""
    if not acts or not acts["calls"]:
        return {}
    return {"tool_calls": [{"id": f"c{i}", "type": "function", "function": c} for i, c in enumerate(acts["calls"])]}


def versions(told: str, kind: str, zh: bool) -> str:
    """The lines of a passage in other words; a lie changes a figure, or says the contrary."""
    lines = [m[1] for m in re.finditer(r"^\d+\. (.+)$", told, re.M)]
    made = [("据记，" + line) if zh else f"{line[:-1]}, on record{line[-1]}" for line in lines]
    if kind == "lie":
        made[0] = made[0][:-1] + ("，编号98765。" if zh else ", number 98765.")
    if kind == "foreign":
        made[0] = "The line is somewhere else." if zh else "这一行写在别处。"
    return json.dumps({"lines": made}, ensure_ascii=False)


def own_words(asked: str) -> str:
    """An answer of its own to a question nobody told it about: a sentence that no other question gets."""
    n = int(hashlib.sha256(asked.encode()).hexdigest(), 16)
    zh = re.search("[\u4e00-\u9fff]", asked)
    pool = (
        ["木桶", "石墙", "河堤", "茶山", "灯塔", "渡口", "磨坊", "麦田", "书院", "驿站", "窑洞", "竹林"]
        if zh
        else ["barn", "quay", "mill", "weir", "lamp", "ferry", "field", "kiln", "chapel", "orchard", "quarry", "ford"]
    )
    a, b, c, d = (pool[n >> s & 7] for s in (0, 8, 16, 24))
    if zh:
        return f"{a}那边是{n % 887}，{b}这边是{n % 883}，{c}和{d}合起来{n % 877}。"
    return f"The {a} had {n % 887} of them, the {b} {n % 883}, and the {c} with the {d} came to {n % 877}."


def _known(text: str, known: dict[str, Any]) -> str:
    return text if text in known else next((k for k in known if k in text), "")


async def serve(whims: Whims, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One connection, kept alive."""
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            length = re.search(r"content-length: (\d+)", head, re.I)
            body = await reader.readexactly(int(length[1])) if length else b""
            if "/log" in head.split("\r\n")[0]:
                answer(writer, 200, json.dumps({**whims.log, "planted": Counter(whims.planted.values())}))
                continue
            if "/files" in head.split("\r\n")[0] or "/batches" in head.split("\r\n")[0]:
                answer(writer, 200, batch(whims, head.split(" ")[0], head.split(" ")[1], body))
                continue
            whims.open += 1
            try:
                if not await one(whims, writer, body):
                    return
            finally:
                whims.open -= 1
    except (asyncio.IncompleteReadError, ConnectionError):
        return
    finally:
        writer.close()


def batch(whims: Whims, method: str, path: str, body: bytes) -> str:
    """The batch API: a file of requests goes in, a file of replies comes out at the second look."""
    kept, parts = whims.files, path.strip("/").split("/")
    if method == "POST" and parts[-1] == "files":
        lines = [line for line in body.splitlines() if line.startswith(b'{"custom_id"')]
        kept[f"file-{len(kept)}"] = b"\n".join(lines)
        return json.dumps(
            {
                "id": f"file-{len(kept) - 1}",
                "object": "file",
                "bytes": 1,
                "created_at": 0,
                "filename": "x",
                "purpose": "batch",
                "status": "processed",
            }
        )
    common = {"object": "batch", "endpoint": "/v1/chat/completions", "completion_window": "24h", "created_at": 0}
    if method == "POST":
        name = json.loads(body)["input_file_id"]
        return json.dumps({"id": f"batch-{name}", "input_file_id": name, "status": "validating", **common})
    if parts[-1] == "content":
        out = []
        for line in kept[parts[-2]].splitlines():
            told = json.loads(line)
            kind, _ = whims.draw(json.dumps(told["body"]).encode())
            whims.log["answered"] += 1
            reply = {
                "choices": [{"message": {"content": words(told["body"]["messages"], kind, whims.spec.get("known", {}))}}],
                "usage": {"prompt_tokens": 9, "completion_tokens": 3},
            }
            out.append({"custom_id": told["custom_id"], "response": {"status_code": 500 if kind == "p500" else 200, "body": reply}})
        return "\n".join(json.dumps(o) for o in out)
    name = parts[-1].removeprefix("batch-")
    whims.seen[parts[-1]] += 1
    done = whims.seen[parts[-1]] > 1
    return json.dumps(
        {
            "id": parts[-1],
            "input_file_id": name,
            "status": "completed" if done else "in_progress",
            "output_file_id": name if done else None,
            **common,
        }
    )


async def one(whims: Whims, writer: asyncio.StreamWriter, body: bytes) -> bool:
    """One request; False where the connection is dropped."""
    log, spec = whims.log, whims.spec
    log["calls"] += 1
    log["most"] = max(log["most"], whims.open)
    log["first"] = log["first"] or time.time()
    kind, _ = whims.draw(body)
    if kind not in ("p429", "p401"):
        await asyncio.sleep(spec.get("latency", 0))
    log["last"] = time.time()
    if kind == "drop":
        log["faults"] += 1
        return False
    if kind == "hang":
        await asyncio.sleep(600)
    if kind in ("p429", "p500", "p401", "long"):
        log["faults"] += 1
        status, message = {
            "p429": (429, "slow down"),
            "p500": (500, "oops"),
            "p401": (401, "bad key"),
            "long": (400, "maximum context length exceeded"),
        }[kind]
        extra = f"Retry-After: {spec.get('retry_after', 1)}\r\n" if kind == "p429" else ""
        answer(writer, status, json.dumps({"error": {"message": message}}), extra)
        return True
    request = json.loads(body)
    acts = acted(request["messages"], spec.get("acts", {})) if request.get("tools") else None
    text = (
        acts["content"]
        if acts
        else ""
        if kind == "empty"
        else "I'm sorry, I can't help with that."
        if kind == "refuse"
        else words(request["messages"], kind, spec.get("known", {}))
    )
    if kind in LIES and not acts:
        text, planted = lied(request["messages"], kind, text, spec.get("names", {}))
        whims.planted[hashlib.sha256(body).hexdigest()] = planted
    prompt = sum(len(m["content"] or "") for m in request["messages"]) // 4
    reply = {
        "choices": [{"message": {"role": "assistant", "content": text, **tool_calls(acts)}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": prompt, "completion_tokens": len(text) // 4},
    }
    log["tokens"] += prompt + len(text) // 4
    payload = json.dumps(reply)
    log["answered"] += 1
    answer(writer, 200, payload[: len(payload) // 2] if kind == "truncated" else payload)
    return True


def answer(writer: asyncio.StreamWriter, status: int, text: str, extra: str = "") -> None:
    """Write a response."""
    raw = text.encode()
    writer.write(f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\n{extra}Content-Length: {len(raw)}\r\n\r\n".encode() + raw)


async def main(spec: dict[str, Any]) -> None:
    """Serve until killed."""
    whims = Whims(spec)
    server = await asyncio.start_server(lambda r, w: serve(whims, r, w), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(json.loads(sys.argv[1]) if len(sys.argv) > 1 else {}))
