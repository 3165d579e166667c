"""One run at a time on a warehouse: a lock that ends with the processes that hold it, however they end.

It is an flock on `lundi.lock` in the warehouse folder: a kill or a power cut releases it, and no process number that
was given to somebody else can keep it. What the file says is for people alone, and empty when nobody runs: what stands
in it when the lock is free was left by a run that was killed, and stays there until a run has told so.
"""

import fcntl
import json
import os
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from lundi.clock import said, whole_seconds
from lundi.errors import BusyError, LundiError

LOCK_FILE = "lundi.lock"
# A dbt that a killed run left ends at once with it, but holds the lock until then.
PATIENCE_SECONDS = 1.0
PAUSE_SECONDS = 0.05


@dataclass(frozen=True)
class Holder:
    """Who holds a warehouse, as far as people want to know."""

    command: str
    process_id: int
    host: str
    started_at: str  # ISO 8601, UTC

    @property
    def sentence(self) -> str:
        """Command, process, host and moment in one line."""
        moment = said(datetime.fromisoformat(self.started_at))
        return f"`{self.command}`, process {self.process_id} on {self.host}, since {moment}"


@dataclass
class Hold:
    """A lock that this process holds, and the run that was killed before it, until somebody has told that."""

    descriptor: int
    killed: Holder | None = None

    def take_killed(self) -> Holder | None:
        """The run that was killed before this one, to the first who asks."""
        killed, self.killed = self.killed, None
        return killed


_held: dict[Path, Hold] = {}


@contextmanager
def only_run(warehouse: Path, command: str, *, patience: float = PATIENCE_SECONDS) -> Iterator[Hold]:
    """Nobody else runs on that warehouse meanwhile. A process that holds it already, as a replay does, goes on.

    Raises BusyError where another process holds it, LundiError where the file system keeps no locks.
    """
    warehouse.mkdir(parents=True, exist_ok=True)
    key = warehouse.resolve()
    hold = _held.get(key)
    if hold:
        yield hold
        return
    descriptor = _locked(warehouse, patience)
    hold = _held[key] = Hold(descriptor, _read_holder(descriptor))
    try:
        _write(descriptor, _named(_ourselves(command)))
        yield hold
    finally:
        # However it ended, it could say so; only a kill leaves its name behind.
        _write(descriptor, _named(hold.killed) if hold.killed else "")
        _held.pop(key, None)
        os.close(descriptor)


def running(warehouse: Path) -> Holder | None:
    """Who holds a warehouse now; None where nobody does, or where there is none."""
    try:
        descriptor = os.open(warehouse / LOCK_FILE, os.O_RDONLY)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _read_holder(descriptor)
    finally:
        os.close(descriptor)
    return None


def held_descriptors() -> tuple[int, ...]:
    """For a child that works for the holder: it must keep the lock for as long as it lives."""
    return tuple(hold.descriptor for hold in _held.values())


def _locked(warehouse: Path, patience: float) -> int:
    descriptor = os.open(warehouse / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o644)
    deadline = time.monotonic() + patience
    try:
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return descriptor
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise _busy(warehouse, descriptor) from None
                time.sleep(PAUSE_SECONDS)
            except OSError as error:
                raise LundiError(
                    f"{warehouse} cannot be locked: {error.strerror}",
                    "LUNDI_WAREHOUSE must lie on a file system that keeps locks, as those of Linux do",
                ) from error
    except BaseException:
        os.close(descriptor)
        raise


def _busy(warehouse: Path, descriptor: int) -> BusyError:
    holder = _read_holder(descriptor)
    who = holder.sentence if holder else "another process that has just begun"
    return BusyError(f"another run holds {warehouse}: {who}", "wait until it has ended; nothing was done")


def _read_holder(descriptor: int) -> Holder | None:
    """None where nobody is named, or where the name is half written."""
    try:
        return Holder(**json.loads(os.pread(descriptor, 4096, 0)))
    except (ValueError, TypeError):
        return None


def _ourselves(command: str) -> Holder:
    moment = whole_seconds(datetime.now(UTC))
    return Holder(command, os.getpid(), platform.node(), moment.isoformat())


def _named(holder: Holder) -> str:
    return json.dumps(asdict(holder))


def _write(descriptor: int, text: str) -> None:
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, text.encode(), 0)
