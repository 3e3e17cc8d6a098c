"""What was right to do where no plain success was: ask, decline, object, confirm, retry, doubt."""

from __future__ import annotations

import datetime
import re
from typing import Any

from agent.checks.faithful import claims_success
from agent.checks.support import Broken, Call, at_pointer, bare, calls_of, finding, given, now_of, own_names, world_of
from agent.checks.tools import validator
from agent.reading.mentions import in_text
from agent.reading.values import read
from agent.world.domain import find_tool
from generators.checks.registry import Row, check

_QUESTION = re.compile(r"[？?]|哪|几|什么|谁|多少|多久|多大|多长|吗$|呢$|\b(?:which|what|when|who|whom|whose|where|how)\b", re.I)
_WORDS = {
    "date": re.compile(r"哪天|哪一天|几号|日期|日子|什么时候|周几|哪日|\b(?:which|what) (?:day|date)|\bdate\b|\bwhen\b|\bday\b", re.I),
    "time": re.compile(r"几点|什么时间|时间|钟点|什么时候|\bwhat time|\btime\b|\bwhen\b|\bstart", re.I),
}
_CANNOT = re.compile(
    r"不(?:了|到|着|上|下|出|开|掉|动|成|见|进|准|来)|不能|没有|没法|没权限|不归|无法|没接|不会|不行|做不|办不|不成|不着|不上|不出|看不|查不|管不|不在|没给|没开|没处|不敢|不清楚|不知道|\b(?:can't|cannot|can not|couldn't|could not|unable|no way|nothing|no tool|don't have|haven't|isn't|aren't|not able|won't|none|no \w+|not something|I've no|need to)\b",
    re.I,
)


def _no_call_after_user(row: Row, calls: list[Call]) -> int:
    """The last user turn; Broken where a call follows it."""
    last = max(i for i, m in enumerate(row["messages"]) if m["role"] == "user")
    late = next((c for c in calls if c.turn > last), None)
    if late is not None:
        raise Broken(f"{late.place}: no call was due")
    return last


@check("agent.idle")
@finding
def idle(row: Row, answer: str, params: dict[str, Any]) -> None:
    """The last user turn is answered without a call."""
    _no_call_after_user(row, calls_of(row))


@check("agent.asks", "slots")
@finding
def asks(row: Row, answer: str, params: dict[str, Any]) -> None:
    """Something required is missing: it stands nowhere, has no default, and the assistant asks for it instead of calling."""
    calls = calls_of(row)
    last = _no_call_after_user(row, calls)
    if not _QUESTION.search(answer):
        raise Broken("the answer is no question")
    missing = {m["slot"]: m for m in row["evidence"]["missing"]}
    if set(missing) != set(params["slots"]):
        raise Broken("the evidence names other missing slots")
    said = " ".join(m.get("content") or "" for m in row["messages"][: last + 1] if m["role"] in ("user", "system"))
    for slot, item in missing.items():
        _absent(row, slot, item, said)
        wanted = _WORDS.get(item["kind"])
        if wanted and not wanted.search(answer):
            raise Broken(f"the answer does not ask for {slot}")
    if why := claims_success(answer, row["lang"]):
        raise Broken(f"the answer claims success: {why!r}")


def _absent(row: Row, slot: str, item: dict[str, Any], said: str) -> None:
    """The slot's parameter is required without a default, and its value stands in no word of user or system."""
    entry = next((t for t in row["evidence"]["tools"] if t["tool"] == item["tool"]), None)
    if entry is None:
        raise Broken(f"{item['tool']} is not listed")
    function = next(t["function"] for t in row["tools"] if t["function"]["name"] == entry["name"])
    shown = next((k for k, v in entry["params"].items() if v == item["param"]), "")
    if shown not in function["parameters"].get("required", []) or "default" in function["parameters"]["properties"].get(shown, {}):
        raise Broken(f"{slot}: {shown or item['param']} need not be given")
    value, kind, now = item["value"], item["kind"], now_of(row)
    if kind in ("date", "time"):
        if (kind, str(value)) in set(in_text(said, row["lang"], now)):
            raise Broken(f"{slot}: its value was said")
    elif kind == "text" and str(value) in said:
        raise Broken(f"{slot}: its value was said")


@check("agent.declines")
@finding
def declines(row: Row, answer: str, params: dict[str, Any]) -> None:
    """No listed tool can do what is wanted; the assistant calls nothing and says that it cannot."""
    _no_call_after_user(row, calls_of(row))
    wanted = row["evidence"]["wanted"]
    for entry in row["evidence"]["tools"]:
        found = find_tool(entry["tool"])
        if found and (entry["tool"] in wanted.get("also", []) or _able(found[0].name, found[1], wanted)):
            raise Broken(f"{entry['name']} could do it")
    if not _CANNOT.search(answer):
        raise Broken("the answer does not say that it cannot be done")
    if why := claims_success(answer, row["lang"]):
        raise Broken(f"the answer claims success: {why!r}")


def _able(domain: str, tool: Any, wanted: dict[str, Any]) -> bool:
    if domain != wanted["domain"]:
        return False
    if wanted.get("effect"):
        return bool(tool.writes == wanted["effect"])
    return not tool.writes and set(wanted["keys"]) <= set(tool.gives)


@check("agent.objects")
@finding
def objects(row: Row, answer: str, params: dict[str, Any]) -> None:
    """What the user said cannot be: the tool refuses it or the calendar does not have it. The assistant objects instead of calling."""
    _no_call_after_user(row, calls_of(row))
    bad = row["evidence"]["bad"]
    said = row["messages"][bad["turn"]]["content"][bad["start"] : bad["end"]]
    if row["messages"][bad["turn"]]["role"] != "user" or not said:
        raise Broken("the bad value stands in no user turn")
    if not _impossible(row, bad, said):
        raise Broken(f"{said!r} is a possible {bad['kind']}")
    if not (
        _CANNOT.search(answer)
        or _QUESTION.search(answer)
        or re.search(r"不对|错|过了|过去|passed|past|gone|only has|wrong|mistake", answer, re.I)
    ):
        raise Broken("the answer does not object")
    if why := claims_success(answer, row["lang"]):
        raise Broken(f"the answer claims success: {why!r}")


def _impossible(row: Row, bad: dict[str, Any], said: str) -> bool:
    """Proved by reading the words, or by trying the call."""
    if bad["reason"] in ("no_such_day", "no_such_time"):
        return read(bad["kind"], said, row["lang"], now_of(row)) is None and bool(re.search(r"\d", said))
    if bad["reason"] == "past":
        day = read("date", said, row["lang"], now_of(row))
        return day is not None and datetime.date.fromisoformat(day) < now_of(row).date()
    trial = bad["try"]
    entry = next(t for t in row["evidence"]["tools"] if t["tool"] == trial["tool"])
    function = next(t["function"] for t in row["tools"] if t["function"]["name"] == entry["name"])
    args = {k: trial["args"][v] for k, v in entry["params"].items() if v in trial["args"]}
    return not validator(function["parameters"]).is_valid(args) or not world_of(row).call(trial["tool"], trial["args"]).ok


_YES = {
    "zh": re.compile(r"^(?:嗯+|对|是的?|好的?|行|可以|确定|确认|没错|没问题|改吧|删吧|办吧|发吧|付吧|就这样|OK|ok|成|弄吧|去吧|来吧|要得|妥|准了)"),
    "en": re.compile(r"^(?:yes|yep|yeah|yup|sure|ok|okay|go ahead|do it|please do|confirmed?|correct|that's right|right|fine|absolutely|go for it|sounds good|exactly|mm-?hm|please|aye)\b", re.I),
}  # fmt: skip


@check("agent.confirms", "outcome")
@finding
def confirms(row: Row, answer: str, params: dict[str, Any]) -> None:
    """Every side effect follows a question and the user's explicit yes in the turn before; after a no, or before an answer, there is none."""
    writes = [c for c in calls_of(row) if _writes(c)]
    if params["outcome"] != "yes" and writes:
        raise Broken(f"{writes[0].place}: a change without a yes")
    if params["outcome"] == "yes" and not writes:
        raise Broken("the user said yes and nothing was done")
    for call in writes:
        user = max(i for i in range(call.turn) if row["messages"][i]["role"] == "user")
        asked = row["messages"][user - 1]
        if asked["role"] != "assistant" or (
            not _QUESTION.search(asked.get("content") or "") and not re.search(r"[？?]", asked.get("content") or "")
        ):
            raise Broken(f"{call.place}: nobody asked before")
        if not _YES[row["lang"]].search(row["messages"][user]["content"].strip()):
            raise Broken(f"{call.place}: {row['messages'][user]['content'][:30]!r} is no yes")
    if params["outcome"] != "yes" and (why := claims_success(answer, row["lang"])):
        raise Broken(f"the answer claims success: {why!r}")


def _writes(call: Call) -> bool:
    found = find_tool(call.record["tool"])
    return bool(found and found[1].writes)


@check("agent.recovers", "outcome", "most")
@finding
def recovers(row: Row, answer: str, params: dict[str, Any]) -> None:
    """A call that failed for no fault of its own is made again unchanged, at most so often; where it never works, that is said plainly."""
    calls = calls_of(row)
    failed = [c for c in calls if not c.record["ok"] and "fault" in c.record]
    if not failed:
        raise Broken("no call fails")
    for a in failed:
        following = next((c for c in calls if c.at == a.at + 1), None)
        if following is not None and (following.shown, following.args) != (a.shown, a.args):
            raise Broken(f"{following.place}: not the failed call again")
    if len(failed) > params["most"]:
        raise Broken(f"{len(failed)} failures are retried, more than {params['most']}")
    if params["outcome"] == "gave_up":
        if any(c.record["ok"] and _writes(c) for c in calls):
            raise Broken("something was changed after all")
        _honest(row, answer)
    elif not calls[-1].record["ok"]:
        raise Broken("the last call failed, so there is no success")


def _honest(row: Row, answer: str) -> None:
    if not re.search(
        r"没|不|未|失败|超时|断|故障|错|\b(?:not|couldn't|can't|failed|down|error|no |nothing|didn't|isn't|wouldn't|unable|timed? out|timing out|unavailable)\b|n't",
        answer,
        re.I,
    ):
        raise Broken("the failure is not told")
    if why := claims_success(answer, row["lang"]):
        raise Broken(f"the answer claims success: {why!r}")


@check("agent.refused")
@finding
def refused(row: Row, answer: str, params: dict[str, Any]) -> None:
    """The tool turned the last call down: nothing changed, and the answer says so."""
    calls = calls_of(row)
    if not calls or calls[-1].record["ok"] or "fault" in calls[-1].record:
        raise Broken("the last call was not refused")
    if why := claims_success(answer, row["lang"]):
        raise Broken(f"the answer claims success: {why!r}")


@check("agent.policy", "policy", "kind")
@finding
def policy(row: Row, answer: str, params: dict[str, Any]) -> None:
    """A result that came wrong is treated as the row's policy says: checked by a call again, reported as doubtful, or relayed as it is."""
    calls = calls_of(row)
    hit = next((c for c in calls if c.record.get("fault", {}).get("kind") == params["kind"]), None)
    if hit is None:
        raise Broken(f"no result came {params['kind']}")
    later = [c for c in calls if c.at > hit.at]
    _visible(row, calls, hit)
    if params["policy"] == "verify":
        if not any(c.shown == hit.shown and c.args == hit.args and c.record["ok"] and "fault" not in c.record for c in later):
            raise Broken("the wrong result is not checked by another call")
    elif later:
        raise Broken(f"{later[0].place}: the policy is to {params['policy']}, not to call again")
    if params["policy"] == "report" and not re.search(
        r"不对|可疑|奇怪|不像|存疑|没有返回|空的|不完整|断|缺|异常|拿不准|核|怪|截|旧|缓存|过时|未必|不一定|没有更新|故障|别当真|参考|不是现在|对不上|不一致|矛盾|冲突|不一样|说不准|存疑|没内容|不敢|有问题|不合|\b(?:odd|wrong|doubt|doesn't look|suspicious|incomplete|cut off|empty|can't be right|blank|wary|unlikely|broken|off|check|trust|missing|too (?:high|big|large)|to be right|correct|negative|sign|minus|cached?|stale|old|outdated|out of date|nothing newer|nothing usable|may have|may not|dates from|agree|inconsistent|contradicts|conflict|match|differ|difference)\b",
        answer, re.I,
    ):  # fmt: skip
        raise Broken("the doubt is not told")


def _visible(row: Row, calls: list[Call], hit: Call) -> None:
    """One who reads the talk can see what is wrong: the age of a stale result, the earlier result that is contradicted."""
    kind, now = hit.record["fault"]["kind"], now_of(row)
    if kind == "stale":
        at = given(row, hit.result_turn).get("cached_at", "")
        if not at or not datetime.datetime.fromisoformat(at) < now - datetime.timedelta(days=1):
            raise Broken(f"{hit.place}: nothing says that the result is old")
        stated = [m["content"] for m in row["messages"][: hit.turn] if m["role"] == "system"]
        if not any(("date", now.date().isoformat()) in set(in_text(s, row["lang"], now)) for s in stated):
            raise Broken(f"{hit.place}: nobody says what day it is")
    elif kind == "contradicts":
        pointer = hit.record["fault"]["pointer"]
        before = [c for c in calls if c.at < hit.at and (c.shown, c.args) == (hit.shown, hit.args) and c.record["ok"]]
        if not any(at_pointer(given(row, c.result_turn), pointer) != at_pointer(given(row, hit.result_turn), pointer) for c in before):
            raise Broken(f"{hit.place}: no earlier result says otherwise")


@check("agent.holds", "stance")
@finding
def holds(row: Row, answer: str, params: dict[str, Any]) -> None:
    """The user doubts an answer: it is looked up again, and held or mended as the second result says."""
    users = [i for i, m in enumerate(row["messages"]) if m["role"] == "user"]
    late = [c for c in calls_of(row) if c.turn > users[-1]]
    if not late:
        raise Broken("the doubt is not checked")
    yields = re.search(
        r"你说得对|您说得对|你对|是我|弄错|说错|看错|更正|抱歉|刚才[^。：]*(?:问题|不对|不一样|不同|对不上)|(?:跟|和)刚才报的不同|结果变了|不是刚才|查到的不一样|对不上|(?<!没)有出入|前[^。：]*错|不对，|\b(?:you're right|my mistake|(?:I|it|figure|result|one) was (?:wrong|off)|bad figure|sorry|correction|correct that|stand corrected|misread|different this time|a different one|something else|says otherwise|isn't what I said)\b|\bnot (?:the )?[£$]?\d|不是(?:刚才说的)?[¥\d]",
        answer,
        re.I,
    )
    if params["stance"] == "hold" and yields:
        raise Broken("the answer gives way although it was right")
    if params["stance"] == "concede" and not yields:
        raise Broken("the answer does not own the mistake")


@check("agent.debugged")
@finding
def debugged(row: Row, answer: str, params: dict[str, Any]) -> None:
    """Programs are run until one goes through; each next one differs from the one before in a few lines; the last one's output is told."""
    import difflib
    import json

    calls = [c for c in calls_of(row) if c.record["tool"] == "coderunner.run_python"]
    if len(calls) < 2:
        raise Broken("nothing was mended")
    codes = [own_names(row, c)[1]["code"] for c in calls]
    errors = [json.loads(c.content)["error"] for c in calls]
    if errors[-1]:
        raise Broken(f"{calls[-1].place}: the last program still fails")
    for call, error in zip(calls[:-1], errors[:-1], strict=True):
        if not error:
            raise Broken(f"{call.place}: a program that ran is run again")
    for a, b, call in zip(codes, codes[1:], calls[1:], strict=False):
        edits = difflib.SequenceMatcher(None, a.splitlines(), b.splitlines()).get_opcodes()
        changed = sum(a2 - a1 + b2 - b1 for tag, a1, a2, b1, b2 in edits if tag != "equal")
        if not 0 < changed <= 6:
            raise Broken(f"{call.place}: {changed} lines changed, not a small repair")


@check("agent.token", "token", "due", "calls")
@finding
def token(row: Row, answer: str, params: dict[str, Any]) -> None:
    """The token stands before every call where the system prompt asks for it, and in no other turn of the assistant's."""
    mark, calls = params["token"], calls_of(row)
    if params["due"]:
        if not calls:
            raise Broken("the rule asks for a call")
        if not any(mark in m["content"] for m in row["messages"] if m["role"] == "system"):
            raise Broken("the system prompt does not name the token")
    elif any(mark in m["content"] for m in row["messages"] if m["role"] == "system") and calls:
        raise Broken(f"{calls[0].place}: called against the rule")
    if bool(calls) != params["calls"]:
        raise Broken("a call where none was due, or none where one was")
    turns = {c.turn for c in calls} if params["due"] else set()
    for i, m in enumerate(row["messages"]):
        if m["role"] == "assistant":
            text = bare(m.get("content") or "")
            has = text.startswith(mark) if i in turns else mark in text
            if i in turns and not has:
                raise Broken(f"turn {i}: the token does not stand before the call")
            if i not in turns and has:
                raise Broken(f"turn {i}: the token where nothing is called")
    if mark in answer:
        raise Broken("the token in the answer")
