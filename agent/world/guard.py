"""What a child process that runs foreign code starts with: limits on time, memory and files, and an audit hook that refuses writing, deleting and sockets.

A guard against accidents, not against malice: code that means harm can get round an audit hook.
"""

from __future__ import annotations

import sys
from typing import Any

REFUSED = (
    "os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.chown", "os.system", "os.exec", "os.posix_spawn", "os.fork",
    "os.forkpty", "os.kill", "os.killpg", "os.putenv", "shutil.", "subprocess.", "socket.", "ctypes.", "webbrowser.", "urllib.", "ftplib.", "smtplib.", "tempfile.", "pty.",
)  # fmt: skip


def limit(seconds: int = 5, megabytes: int = 512) -> None:
    """Bound CPU time, memory, file size and processes, where the system can."""
    try:
        import resource
    except ImportError:
        return
    wanted = (("RLIMIT_CPU", seconds), ("RLIMIT_AS", megabytes << 20), ("RLIMIT_FSIZE", 0), ("RLIMIT_CORE", 0))
    for name, value in wanted:
        try:
            resource.setrlimit(getattr(resource, name), (value, value))
        except (AttributeError, ValueError, OSError):
            continue


def hook() -> None:
    """Refuse from here on whatever changes files, starts processes or opens sockets."""

    def audit(event: str, args: tuple[Any, ...]) -> None:
        if event == "open":
            mode, flags = args[1], args[2] if len(args) > 2 else 0
            writing = isinstance(mode, str) and any(c in mode for c in "wax+")
            if writing or (isinstance(flags, int) and flags & 0o1103):
                raise PermissionError(f"writing files is not allowed: {args[0]!r}")
        elif event.startswith(REFUSED):
            raise PermissionError(f"{event} is not allowed")

    sys.addaudithook(audit)
