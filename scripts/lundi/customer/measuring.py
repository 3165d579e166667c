"""The memory of the processes that this one starts, as the kernel keeps it: their own peaks, not a sum of samples."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROC = Path("/proc")
PAUSE_SECONDS = 0.05
MEBIBYTE = 1 << 20


class ChildPeak:
    """The highest resident memory (RSS) of each child, in bytes."""

    def __init__(self) -> None:
        self._peaks: dict[int, int] = {}

    def see(self, peaks: dict[int, int]) -> None:
        """Keeps the larger one of each process."""
        for process, byte_count in peaks.items():
            self._peaks[process] = max(byte_count, self._peaks.get(process, 0))

    @property
    def byte_count(self) -> int:
        """The peak of the largest child: the steps measured here start one at a time."""
        return max(self._peaks.values(), default=0)

    @property
    def mebibytes(self) -> float:
        """The same in MiB."""
        return self.byte_count / MEBIBYTE


@contextmanager
def child_peak(pause_seconds: float = PAUSE_SECONDS) -> Iterator[ChildPeak]:
    """The peak memory of the children that run inside the block.

    The kernel's own high-water mark is read, so that only what a child takes in its last `pause_seconds` can be missed.
    """
    peak, is_over = ChildPeak(), threading.Event()

    def sample() -> None:
        while not is_over.wait(pause_seconds):
            peak.see(children_peaks(os.getpid()))

    sampler = threading.Thread(target=sample, daemon=True)
    sampler.start()
    try:
        yield peak
    finally:
        is_over.set()
        sampler.join()


def children_peaks(parent: int, proc: Path = PROC) -> dict[int, int]:
    """High-water marks (bytes) of the processes that a process started and that still run."""
    peaks = {}
    for folder in proc.iterdir():
        if not folder.name.isdigit():
            continue
        try:
            status = _status((folder / "status").read_text(encoding="utf-8", errors="replace"))
        except OSError:
            continue  # it has ended meanwhile
        if status.get("PPid") == str(parent) and "VmHWM" in status:
            peaks[int(folder.name)] = int(status["VmHWM"].split()[0]) * 1024
    return peaks


def own_peak_mebibytes(proc: Path = PROC) -> float:
    """The high-water mark of this process so far."""
    status = _status((proc / "self" / "status").read_text(encoding="utf-8", errors="replace"))
    return int(status["VmHWM"].split()[0]) / 1024


def _status(text: str) -> dict[str, str]:
    pairs = (line.split(":", 1) for line in text.splitlines() if ":" in line)
    return {name: value.strip() for name, value in pairs}
