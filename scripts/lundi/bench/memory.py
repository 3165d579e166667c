"""The memory of this process and of all that it started, sampled from /proc while something runs."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROC = Path("/proc")
PAUSE_SECONDS = 0.1
BYTES_PER_PAGE = os.sysconf("SC_PAGE_SIZE")


class Peak:
    """The highest sum seen, in bytes."""

    def __init__(self) -> None:
        self.byte_count = 0

    def see(self, byte_count: int) -> None:
        """Keeps the larger one."""
        self.byte_count = max(self.byte_count, byte_count)


@contextmanager
def peak_memory(pause_seconds: float = PAUSE_SECONDS) -> Iterator[Peak]:
    """The highest resident memory (RSS) of the process tree inside the block, sampled every `pause_seconds`.

    Pages that processes share are counted once for each; a peak shorter than the pause can be missed.
    """
    peak, is_over = Peak(), threading.Event()

    def sample() -> None:
        while not is_over.is_set():
            peak.see(tree_memory(os.getpid()))
            is_over.wait(pause_seconds)

    sampler = threading.Thread(target=sample, daemon=True)
    peak.see(tree_memory(os.getpid()))
    sampler.start()
    try:
        yield peak
    finally:
        is_over.set()
        sampler.join()
        peak.see(tree_memory(os.getpid()))


def tree_memory(root: int, proc: Path = PROC) -> int:
    """Resident bytes of a process and its descendants as they stand now."""
    children: dict[int, list[int]] = {}
    pages: dict[int, int] = {}
    for folder in proc.iterdir():
        if not folder.name.isdigit():
            continue
        try:
            # After the name, which stands in parentheses and may hold anything: state, parent, …
            parent = int((folder / "stat").read_text(encoding="utf-8", errors="replace").rsplit(")", 1)[1].split()[1])
            pages[int(folder.name)] = int((folder / "statm").read_text(encoding="utf-8").split()[1])
        except (OSError, IndexError, ValueError):
            continue  # it has ended meanwhile
        children.setdefault(parent, []).append(int(folder.name))
    total, waiting = 0, [root]
    while waiting:
        process = waiting.pop()
        total += pages.get(process, 0) * BYTES_PER_PAGE
        waiting += children.get(process, [])
    return total
