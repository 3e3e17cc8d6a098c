"""Settings of a phone or a household hub whose parts depend on each other: no cast without wifi, no photo backup on a low battery."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal, TypedDict

from agent.world import Change, Draw, F, Fact, Goal, Slot, Text, World, intent, tool

Name = Annotated[str, F("text", port="device", schema=(("minLength", 1),))]
Level = Annotated[int, F("percent", schema=(("minimum", 0), ("maximum", 100)))]
Switch = Literal["on", "off"]
Mode = Literal["silent", "vibrate", "ring"]
REPAIRS = {
    "wifi_off": ("set_wifi", {"state": "on"}),
    "bluetooth_off": ("set_bluetooth", {"state": "on"}),
    "saver_on": ("set_power_saver", {"state": "off"}),
}


class Status(TypedDict):
    """The phone's switches."""

    wifi: str
    bluetooth: str
    power_saver: str
    ringer: str
    battery: int
    location: str


class Setting(TypedDict):
    """A switch that was set."""

    setting: str
    state: str


class Lamp(TypedDict):
    """A lamp, heater or speaker in the house."""

    device: str
    power: str
    level: int
    room: str


class Paired(TypedDict):
    """An accessory that is connected."""

    accessory: str
    connected: bool


class Backup(TypedDict):
    """Photos saved to the cloud."""

    photos: int
    uploaded: int


class Cast(TypedDict):
    """What is shown on the screen."""

    screen: str
    showing: str


def populate(d: Draw, now: datetime.datetime) -> dict[str, dict[str, dict[str, Any]]]:
    """One phone, its accessories and screens, five or six appliances."""
    phone = {
        "key": "phone", "wifi": d.of(["on", "off"]), "bluetooth": d.of(["on", "off"]), "power_saver": d.of(["on", "off", "off"]), "ringer": d.of(["silent", "vibrate", "ring"]),
        "battery": d.num(17, 96), "location": d.of(["on", "off"]), "locked": d.of(["no", "no", "yes"]), "pending_photos": d.num(14, 430), "uploaded": 0,
    }  # fmt: skip
    lamps = {}
    for item in d.some("appliances", d.num(5, 7)):
        name = item["name"]
        lamps[name] = {"device": name, "power": d.of(["on", "off"]), "level": d.num(5, 95), "room": d.of(item["rooms"])}
    accessories = {n: {"accessory": n, "connected": False} for n in d.some("accessories", 3)}
    screens = {n: {"screen": n, "showing": ""} for n in d.some("screens", 2)}
    return {"phone": {"phone": phone}, "appliances": lamps, "accessories": accessories, "screens": screens}


def _phone(w: World) -> dict[str, Any]:
    return w.state["phone"]["phone"]


@tool()
def device_status(w: World) -> Status:
    """Read the phone's switches, ringer mode and battery level."""
    p = _phone(w)
    return {
        "wifi": p["wifi"],
        "bluetooth": p["bluetooth"],
        "power_saver": p["power_saver"],
        "ringer": p["ringer"],
        "battery": p["battery"],
        "location": p["location"],
    }


@tool(writes="phone.change")
def set_wifi(w: World, state: Switch) -> Setting:
    """Turn Wi-Fi on or off.

    state: Desired state.
    """
    _phone(w)["wifi"] = state
    return {"setting": "wifi", "state": state}


@tool(writes="phone.change")
def set_bluetooth(w: World, state: Switch) -> Setting:
    """Turn Bluetooth, the radio used by accessories, on or off.

    state: Bluetooth on or off.
    """
    _phone(w)["bluetooth"] = state
    return {"setting": "bluetooth", "state": state}


@tool(writes="phone.change")
def set_power_saver(w: World, state: Switch) -> Setting:
    """Turn power saver mode on or off; background uploads are blocked while it is on.

    state: "on" to save power, "off" for normal operation.
    """
    _phone(w)["power_saver"] = state
    return {"setting": "power_saver", "state": state}


@tool(writes="phone.change")
def set_ringer(w: World, mode: Annotated[Mode, F(port="mode")]) -> Setting:
    """Set the ringer mode for incoming calls.

    mode: Ringer mode.
    """
    _phone(w)["ringer"] = mode
    return {"setting": "ringer", "state": mode}


@tool(writes="appliances.change")
def set_appliance(w: World, device: Name, power: Switch) -> Lamp:
    """Turn a household appliance on or off. Refused while the child lock is on.

    device: Name of the appliance in this household.
    power: Target state.
    """
    _check_lock(w)
    lamp = w.get("appliances", device, "no_such_device")
    lamp["power"] = power
    return lamp  # type: ignore[return-value]


@tool(writes="appliances.change")
def set_level(w: World, device: Name, level: Annotated[int, F("percent", port="new_level", schema=(("minimum", 0), ("maximum", 100)))]) -> Lamp:  # fmt: skip
    """Set the brightness, heat or volume of an appliance, in per cent. It must already be on.

    device: Name of the appliance in this household.
    level: 0 to 100.
    """
    _check_lock(w)
    lamp = w.get("appliances", device, "no_such_device")
    if lamp["power"] != "on":
        w.fail("not_running", device=device)
    lamp["level"] = level
    return lamp  # type: ignore[return-value]


@tool()
def list_appliances(w: World, room: Annotated[str, F("place")] = "") -> list[Lamp]:
    """List appliances with their room, state and level.

    room: Filter by room.
    """
    return [a for a in w.state["appliances"].values() if not room or a["room"] == room]  # type: ignore[misc]


@tool(writes="accessories.change")
def connect_accessory(w: World, accessory: Text) -> Paired:
    """Connect a paired accessory, e.g. a headset. Requires Bluetooth.

    accessory: Name of the accessory.
    """
    if _phone(w)["bluetooth"] != "on":
        w.fail("bluetooth_off")
    item = w.get("accessories", accessory, "no_such_device")
    item["connected"] = True
    return item  # type: ignore[return-value]


@tool(writes="phone.change")
def back_up_photos(w: World) -> Backup:
    """Upload photos that are not in the cloud yet. Requires Wi-Fi, and power saver must be off."""
    p = _phone(w)
    if p["wifi"] != "on":
        w.fail("wifi_off")
    if p["power_saver"] == "on":
        w.fail("saver_on")
    done = p["pending_photos"]
    p["uploaded"], p["pending_photos"] = p["uploaded"] + done, 0
    return {"photos": done, "uploaded": p["uploaded"]}


@tool(writes="screens.change")
def cast_to_screen(w: World, screen: Text, showing: Text) -> Cast:
    """Cast media to a screen in the house. Requires Wi-Fi.

    screen: Name of the screen.
    showing: Title of the film, album or folder to play.
    """
    if _phone(w)["wifi"] != "on":
        w.fail("wifi_off")
    item = w.get("screens", screen, "no_such_device")
    item["showing"] = showing
    return item  # type: ignore[return-value]


def _check_lock(w: World) -> None:
    if _phone(w)["locked"] == "yes":
        w.fail("locked")


@intent(writes=True)
def want_ringer(d: Draw, w: World) -> Goal | None:
    """Another way of ringing."""
    mode = d.of([m for m in ("silent", "vibrate", "ring") if m != _phone(w)["ringer"]])
    return Goal(
        {"mode": Slot("choice:mode", mode)}, [Change("phone", "phone", {"ringer": mode})], {"mode": Fact("state", "choice:mode", mode)}
    )


@intent()
def want_battery(d: Draw, w: World) -> Goal | None:
    """How much charge is left."""
    return Goal({}, facts={"battery": Fact("battery", "percent", _phone(w)["battery"])})


@intent(writes=True)
def want_switch(d: Draw, w: World) -> Goal | None:
    """An appliance on or off; the child lock turns it down."""
    lamp = d.of(list(w.state["appliances"].values()))
    power = "off" if lamp["power"] == "on" else "on"
    slots = {"device": Slot("text", lamp["device"]), "power": Slot("choice:power", power)}
    facts = {"device": Fact("device", "text", lamp["device"]), "power": Fact("power", "choice:power", power)}
    edits = [Change("appliances", lamp["device"], {"power": power})]
    return Goal(slots, edits, facts, refused="locked" if _phone(w)["locked"] == "yes" else "")


@intent(writes=True)
def want_level(d: Draw, w: World) -> Goal | None:
    """Brighter, warmer, louder, by a figure."""
    lamp = d.of(list(w.state["appliances"].values()))
    level = d.num(10, 90, 5)
    if lamp["power"] != "on" or lamp["level"] == level or _phone(w)["locked"] == "yes":
        return None
    slots = {"device": Slot("text", lamp["device"]), "new_level": Slot("percent", level)}
    facts = {"device": Fact("device", "text", lamp["device"]), "level": Fact("level", "percent", level)}
    return Goal(slots, [Change("appliances", lamp["device"], {"level": level})], facts)


@intent(writes=True)
def want_level_off(d: Draw, w: World) -> Goal | None:
    """A level for an appliance that is off."""
    off = [a for a in w.state["appliances"].values() if a["power"] == "off"]
    if not off or _phone(w)["locked"] == "yes":
        return None
    lamp, level = d.of(off), d.num(10, 90, 5)
    slots = {"device": Slot("text", lamp["device"]), "new_level": Slot("percent", level)}
    return Goal(slots, [Change("appliances", lamp["device"], {"level": level})], refused="not_running", asks="level")


@intent(writes=True)
def want_connect(d: Draw, w: World) -> Goal | None:
    """An accessory is to be connected; perhaps the radio is off."""
    name = d.of(list(w.state["accessories"]))
    edits = [Change("accessories", name, {"connected": True})]
    if _phone(w)["bluetooth"] == "off":
        edits.append(Change("phone", "phone", {"bluetooth": "on"}))
    return Goal({"accessory": Slot("text", name)}, edits, {"accessory": Fact("accessory", "text", name)})


@intent(writes=True)
def want_backup(d: Draw, w: World) -> Goal | None:
    """Photos into the cloud; perhaps the network is off, or the saver on."""
    p = _phone(w)
    count = p["pending_photos"]
    fields = {"uploaded": count, "pending_photos": 0} | ({"wifi": "on"} if p["wifi"] == "off" else {}) | ({"power_saver": "off"} if p["power_saver"] == "on" else {})  # fmt: skip
    return Goal({}, [Change("phone", "phone", fields)], {"photos": Fact("photos", "count", count)})


@intent(writes=True)
def want_cast(d: Draw, w: World) -> Goal | None:
    """Something on a screen; perhaps the network is off."""
    screen, title = d.of(list(w.state["screens"])), d.pick("titles")
    edits = [Change("screens", screen, {"showing": title})]
    if _phone(w)["wifi"] == "off":
        edits.append(Change("phone", "phone", {"wifi": "on"}))
    facts = {"screen": Fact("screen", "text", screen), "showing": Fact("showing", "text", title)}
    return Goal({"screen": Slot("text", screen), "showing": Slot("text", title)}, edits, facts)
