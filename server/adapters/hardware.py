"""What this machine has of processors and memory."""

from __future__ import annotations

import os
import sys


def hardware() -> str:
    """For example “2 processors, 25.2 GB of memory”; without what the system does not tell."""
    processors, memory = os.cpu_count(), _memory()
    told = [f"{processors} processor{'s' if processors > 1 else ''}"] if processors else []
    return ", ".join([*told, *([f"{memory / 1e9:.1f} GB of memory"] if memory else [])]) or "not told"


def _memory() -> int:
    """Bytes in all; 0 where nobody says."""
    if sys.platform == "win32":
        return _windows_memory()
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError):
        return 0


def _windows_memory() -> int:
    """MEMORYSTATUSEX is 64 bytes: first its own size in 4 of them, from the 9th on the memory in all in 8.
    https://learn.microsoft.com/windows/win32/api/sysinfoapi/ns-sysinfoapi-memorystatusex
    """
    import ctypes

    status = (ctypes.c_uint64 * 8)(64)
    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    return int(status[1]) if kernel.GlobalMemoryStatusEx(ctypes.byref(status)) else 0
