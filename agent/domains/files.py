"""A cloud drive: folders and files that are found, read, moved, copied, renamed, shared, binned and restored within a quota."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal, TypedDict

from agent.world import Add, Change, Draw, F, Fact, Goal, Slot, World, intent, tool

Name = Annotated[str, F("text", port="name", schema=(("minLength", 1),))]
Folder = Annotated[str, F("text", port="folder", schema=(("minLength", 1),))]
NewFolder = Annotated[str, F("text", port="new_folder", schema=(("minLength", 1), ("maxLength", 60)))]
NewName = Annotated[str, F("text", port="new_name", schema=(("minLength", 1), ("maxLength", 120), ("pattern", "^[^/]+$")))]
FileId = Annotated[str, F("code", port="file_id", schema=(("pattern", "^[a-z0-9]{8}$"),))]
Right = Literal["view", "comment", "edit"]


Quota = TypedDict("Quota", {"total_mb": int, "used_mb": int, "free_mb": int})  # noqa: UP013


class Content(TypedDict):
    name: str
    text: str


RIGHTS = ("view", "comment", "edit")
REPAIRS = {"offline_mode": ("set_offline_mode", {"state": "off"})}


class File(TypedDict):
    """One file."""

    file_id: str
    name: str
    folder: str
    size_mb: int
    modified_on: str
    owner: str
    in_bin: bool


class Listing(TypedDict):
    """A folder and what lies in it."""

    folder: str
    file_count: int
    newest: str
    files: list[File]


class Share(TypedDict):
    """Somebody's right to a file."""

    share_id: str
    name: str
    person: str
    right: str


def populate(d: Draw, now: datetime.datetime) -> dict[str, dict[str, dict[str, Any]]]:
    """Five folders, a dozen files in them, two in the bin, and a quota that is nearly used up at times."""
    folders, files = d.some("folders", 5), {}
    picked = d.some("files", 9) + d.some("notes", 4)
    for n, item in enumerate(picked):
        key = f"{d.of('bcdfgkmprstw')}{d.num(1000000, 9999999)}"
        day, most = now.date() - datetime.timedelta(d.num(1, 400)), item.get("mb", 1 if "text" in item else 12)
        files[key] = {
            "file_id": key, "name": item["name"], "folder": d.of(folders), "size_mb": d.num(1 + most // 8, most) if most > 1 else 1, "modified_on": day.isoformat(),
            "owner": d.name("person") if d.maybe(50) else d.pick("me"), "in_bin": n < 2, "text": item.get("text", ""),
        }  # fmt: skip
    used = sum(f["size_mb"] for f in files.values())
    drive = {"key": "drive", "total_mb": used + d.of([d.num(2, 9), d.num(600, 5200)]), "offline": d.of(["on", "off", "off"])}
    return {"folders": {f: {"folder": f} for f in folders}, "files": files, "shares": {}, "drive": {"drive": drive}}


def _free(w: World) -> int:
    return int(w.state["drive"]["drive"]["total_mb"] - sum(f["size_mb"] for f in w.state["files"].values()))


def _seen(f: dict[str, Any]) -> File:
    return {k: f[k] for k in File.__annotations__}  # type: ignore[return-value]


def _kept(w: World, file_id: str) -> dict[str, Any]:
    """A file that is not in the bin."""
    found = w.get("files", file_id, "no_file")
    if found["in_bin"]:
        w.fail("in_the_bin", name=found["name"])
    return found


def _place(w: World, folder: str, name: str) -> None:
    """A folder that is there and holds nothing of this name."""
    w.get("folders", folder, "no_folder")
    if any(f["folder"] == folder and f["name"] == name and not f["in_bin"] for f in w.state["files"].values()):
        w.fail("name_taken", name=name, folder=folder)


@tool()
def find_files(w: World, name: Name) -> dict[str, list[File]]:
    """Search the whole drive, bin included, by file name; most recently modified first.

    name: File name or part of it.
    """
    hits = [f for f in w.state["files"].values() if name.casefold() in f["name"].casefold()]
    return {"files": [_seen(f) for f in sorted(hits, key=lambda f: str(f["modified_on"]), reverse=True)]}


@tool()
def list_folder(w: World, folder: Folder) -> Listing:
    """List the files in a folder (bin excluded), with their number and the most recently modified one.

    folder: Folder name.
    """
    w.get("folders", folder, "no_folder")
    here = sorted(
        (f for f in w.state["files"].values() if f["folder"] == folder and not f["in_bin"]),
        key=lambda f: (str(f["modified_on"]), f["name"]),
    )
    return {"folder": folder, "file_count": len(here), "newest": here[-1]["name"] if here else "", "files": [_seen(f) for f in here]}


@tool()
def read_note(w: World, file_id: FileId) -> Content:
    """Read the full content of a plain text file.

    file_id: File id from a search or listing.
    """
    found = _kept(w, file_id)
    if not found["text"]:
        w.fail("not_text", name=found["name"])
    return {"name": found["name"], "text": found["text"]}


@tool()
def search_inside(w: World, words: Annotated[str, F("text", port="words", schema=(("minLength", 2),))]) -> dict[str, list[Content]]:
    """Full-text search: returns the notes whose content contains the words.

    words: Words to find in the text.
    """
    return {"hits": [{"name": f["name"], "text": f["text"]} for f in w.state["files"].values() if words in f["text"] and not f["in_bin"]]}


@tool()
def storage_quota(w: World) -> Quota:
    """Get total, used and free storage in MB. Files in the bin count as used."""
    total = w.state["drive"]["drive"]["total_mb"]
    return {"total_mb": total, "used_mb": total - _free(w), "free_mb": _free(w)}


@tool(writes="files.change")
def move_file(w: World, file_id: FileId, folder: NewFolder) -> File:
    """Move a file to another folder.

    file_id: File to move.
    folder: Destination folder.
    """
    found = _kept(w, file_id)
    _place(w, folder, found["name"])
    found["folder"] = folder
    return _seen(found)


@tool(writes="files.add")
def copy_file(w: World, file_id: FileId, folder: NewFolder) -> File:
    """Copy a file into another folder. Fails if there is not enough free storage.

    file_id: File to copy.
    folder: Target folder of the copy.
    """
    found = _kept(w, file_id)
    _place(w, folder, found["name"])
    if found["size_mb"] > _free(w):
        w.fail("drive_full", name=found["name"], size_mb=found["size_mb"], free_mb=_free(w))
    key = w.new_id("files", "x", 7).lower()
    w.state["files"][key] = {**found, "file_id": key, "folder": folder, "modified_on": w.now.date().isoformat()}
    return _seen(w.state["files"][key])


@tool(writes="files.change")
def rename_file(w: World, file_id: FileId, name: NewName) -> File:
    """Rename a file. Names are unique within a folder.

    file_id: File to rename.
    name: New name including the extension.
    """
    found = _kept(w, file_id)
    _place(w, found["folder"], name)
    found["name"] = name
    return _seen(found)


@tool(writes="files.change")
def bin_file(w: World, file_id: FileId) -> File:
    """Move a file to the bin; it is deleted for good after thirty days.

    file_id: File to bin.
    """
    found = _kept(w, file_id)
    found["in_bin"] = True
    return _seen(found)


@tool(writes="files.change")
def restore_file(w: World, file_id: FileId) -> File:
    """Restore a file from the bin to its original folder.

    file_id: File in the bin.
    """
    found = w.get("files", file_id, "no_file")
    if not found["in_bin"]:
        w.fail("not_in_bin", name=found["name"])
    found["in_bin"] = False
    return _seen(found)


@tool(writes="folders.add")
def make_folder(w: World, folder: NewFolder) -> dict[str, str]:
    """Create an empty top-level folder.

    folder: Name of the new folder.
    """
    if folder in w.state["folders"]:
        w.fail("folder_exists", folder=folder)
    w.state["folders"][folder] = {"folder": folder}
    return {"folder": folder}


@tool(writes="shares.add")
def share_file(
    w: World, file_id: FileId, person: Annotated[str, F("person", port="person")], right: Annotated[Right, F(port="right")] = "view"
) -> Share:
    """Share a file with someone, who is notified by email. Not available in offline mode.

    file_id: File to share.
    person: Name of the person to share with.
    right: Permission to grant.
    """
    found = _kept(w, file_id)
    if w.state["drive"]["drive"]["offline"] == "on":
        w.fail("offline_mode")
    key = w.new_id("shares", "sh", 5)
    w.state["shares"][key] = {"share_id": key, "name": found["name"], "person": person, "right": right}
    return w.state["shares"][key]  # type: ignore[return-value]


@tool(writes="drive.change")
def set_offline_mode(w: World, state: Literal["on", "off"]) -> dict[str, str]:
    """Turn offline mode on or off; nothing is synced or shared while it is on.

    state: on or off.
    """
    w.state["drive"]["drive"]["offline"] = state
    return {"offline": state}


def _file(d: Draw, w: World, binned: bool = False, note: bool | None = None) -> dict[str, Any] | None:
    found = [f for f in w.state["files"].values() if f["in_bin"] == binned and note in (None, bool(f["text"]))]
    return d.of(found) if found else None


def _elsewhere(d: Draw, w: World, f: dict[str, Any]) -> str:
    return d.of([x for x in w.state["folders"] if x != f["folder"]])


@intent()
def want_where(d: Draw, w: World) -> Goal | None:
    """Where a file lies and when it was changed."""
    f = _file(d, w)
    if f is None:
        return None
    facts = {"folder": Fact("folder", "text", f["folder"]), "day": Fact("modified_on", "date", f["modified_on"])}
    return Goal({"name": Slot("text", f["name"])}, facts=facts, also=("list_folder",))


@intent()
def want_count(d: Draw, w: World) -> Goal | None:
    """How much lies in a folder."""
    folder = d.of(list(w.state["folders"]))
    here = [f for f in w.state["files"].values() if f["folder"] == folder and not f["in_bin"]]
    return Goal({"folder": Slot("text", folder)}, facts={"n": Fact("file_count", "count", len(here))}) if here else None


@intent()
def want_read(d: Draw, w: World) -> Goal | None:
    """What a note says."""
    f = _file(d, w, note=True)
    return Goal({"name": Slot("text", f["name"])}, facts={"text": Fact("text", "text", f["text"])}, also=("search_inside",)) if f else None


@intent()
def want_free(d: Draw, w: World) -> Goal:
    """How much room is left."""
    return Goal({}, facts={"free": Fact("free_mb", "number", _free(w))})


@intent(writes=True)
def want_move(d: Draw, w: World) -> Goal | None:
    """A file goes into another folder."""
    f = _file(d, w)
    if f is None:
        return None
    to = _elsewhere(d, w, f)
    facts = {"name": Fact("name", "text", f["name"]), "folder": Fact("folder", "text", to)}
    return Goal(
        {"name": Slot("text", f["name"]), "new_folder": Slot("text", to)},
        [Change("files", f["file_id"], {"folder": to})],
        facts,
        also=("copy_file",),
    )


def _copy(d: Draw, w: World, full: bool) -> Goal | None:
    free = _free(w)
    held = [f for f in w.state["files"].values() if not f["in_bin"] and (f["size_mb"] > free) == full]
    if not held:
        return None
    f = d.of(held)
    to = _elsewhere(d, w, f)
    slots = {"name": Slot("text", f["name"]), "new_folder": Slot("text", to)}
    edits = [Add("files", {"name": f["name"], "folder": to, "size_mb": f["size_mb"]})]
    if full:
        return Goal(slots, edits, refused="drive_full", asks="copy")
    return Goal(slots, edits, {"name": Fact("name", "text", f["name"]), "folder": Fact("folder", "text", to)})


@intent(writes=True)
def want_copy(d: Draw, w: World) -> Goal | None:
    """A file is wanted twice."""
    return _copy(d, w, full=False)


@intent(writes=True)
def want_copy_full(d: Draw, w: World) -> Goal | None:
    """A file is wanted twice and there is no room."""
    return _copy(d, w, full=True)


@intent(writes=True)
def want_rename(d: Draw, w: World) -> Goal | None:
    """A file gets another name."""
    f = _file(d, w, note=False)
    if f is None:
        return None
    stem, _, tail = f["name"].rpartition(".")
    name = f"{stem}{d.pick('suffixes')}.{tail}"
    bad = [(f"{stem} {part}.{tail}", "no_slash") for part in ("1/2", "A/B", "3/4", "2/2")]
    slots = {"name": Slot("text", f["name"]), "new_name": Slot("text", name)}
    return Goal(slots, [Change("files", f["file_id"], {"name": name})], {"name": Fact("name", "text", name)}, bad={"new_name": bad})


@intent(writes=True)
def want_bin(d: Draw, w: World) -> Goal | None:
    """A file is not needed any more."""
    if (f := _file(d, w)) is None:
        return None
    return Goal(
        {"name": Slot("text", f["name"])},
        [Change("files", f["file_id"], {"in_bin": True})],
        {"name": Fact("name", "text", f["name"])},
        risky=True,
    )


@intent(writes=True)
def want_restore(d: Draw, w: World) -> Goal | None:
    """A file was thrown away too soon."""
    if (f := _file(d, w, binned=True)) is None:
        return None
    facts = {"name": Fact("name", "text", f["name"]), "folder": Fact("folder", "text", f["folder"])}
    return Goal({"name": Slot("text", f["name"])}, [Change("files", f["file_id"], {"in_bin": False})], facts)


@intent(writes=True)
def want_folder(d: Draw, w: World) -> Goal | None:
    """A new folder."""
    name = d.of([f for f in d.lists["folders"] if f not in w.state["folders"]])
    return Goal({"new_folder": Slot("text", name)}, [Add("folders", {"folder": name})], {"folder": Fact("folder", "text", name)})


@intent(writes=True)
def want_folder_again(d: Draw, w: World) -> Goal | None:
    """A folder that is there already."""
    name = d.of(list(w.state["folders"]))
    return Goal({"new_folder": Slot("text", name)}, [Add("folders", {"folder": name})], refused="folder_exists", asks="folder")


@intent(writes=True)
def want_share(d: Draw, w: World) -> Goal | None:
    """Somebody else is to get at a file."""
    if (f := _file(d, w)) is None:
        return None
    who, right = d.name("person"), d.of(RIGHTS)
    given = {"right": Slot("choice:right", right, optional=True)} if right != "view" else {}
    slots = {"name": Slot("text", f["name"]), "person": Slot("person", who), **given}
    edits: list[Add | Change] = [Add("shares", {"name": f["name"], "person": who, "right": right})]
    if w.state["drive"]["drive"]["offline"] == "on":
        edits.append(Change("drive", "drive", {"offline": "off"}))
    facts = {"name": Fact("name", "text", f["name"]), "person": Fact("person", "person", who)}
    return Goal(slots, edits, facts | {n: Fact(n, s.kind, right, told=True) for n, s in given.items()}, risky=True)
