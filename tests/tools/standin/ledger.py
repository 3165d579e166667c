"""What the stand-in did with each statement it was sent: nothing is answered without a line here."""

import json
import threading
from collections import Counter
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path


class Disposition(StrEnum):
    """What became of a statement."""

    EXECUTED = "executed"  # run as it came
    REWRITTEN = "rewritten"  # run in another spelling of the same meaning
    SESSION = "session"  # changed or asked the session's own state, which the stand-in keeps
    RECORDED = "recorded"  # answered "success" and NOT run: only an account can prove it
    REFUSED = "refused"  # answered with an error


@dataclass(frozen=True)
class Statement:
    """One statement, what became of it and how long that took."""

    sql: str
    disposition: Disposition
    milliseconds: float
    error: str | None = None
    role: str | None = None
    warehouse: str | None = None
    query_tag: str | None = None
    left_out: tuple[str, ...] = ()  # properties that it asked for and that were not carried out

    @property
    def opening(self) -> str:
        """The first words, for lists that people read."""
        return " ".join(self.sql.split())[:110]


class Ledger:
    """Every statement in the order of its end, safe to be written by many sessions."""

    def __init__(self, path: Path | None = None) -> None:
        self._statements: list[Statement] = []
        self._lock = threading.Lock()
        self._path = path

    def add(self, statement: Statement) -> None:
        """Notes a statement, in memory and in the file where one was named."""
        with self._lock:
            self._statements.append(statement)
            if self._path:
                with self._path.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(asdict(statement)) + "\n")

    @property
    def statements(self) -> tuple[Statement, ...]:
        """All of them so far."""
        with self._lock:
            return tuple(self._statements)

    def having(self, disposition: Disposition) -> tuple[Statement, ...]:
        """Those that ended so."""
        return tuple(statement for statement in self.statements if statement.disposition == disposition)

    def summary(self) -> str:
        """Counts by disposition, then what was not done: statements only recorded, and properties left out."""
        counts = Counter(statement.disposition for statement in self.statements)
        lines = [f"{disposition}: {counts.get(disposition, 0)}" for disposition in Disposition]
        openings = Counter(_kind(statement) for statement in self.having(Disposition.RECORDED))
        lines.append(f"recorded but not run ({counts.get(Disposition.RECORDED, 0)}):")
        lines += [f"  {count:5d} x {kind}" for kind, count in sorted(openings.items())]
        left_out = Counter(name for statement in self.statements for name in statement.left_out)
        lines.append(f"run, but without ({left_out.total()}):")
        lines += [f"  {count:5d} x {name}" for name, count in sorted(left_out.items())]
        return "\n".join(lines)


def _kind(statement: Statement) -> str:
    """The first four words: enough to tell `grant select on table` from `alter warehouse`."""
    return " ".join(statement.sql.lower().split()[:4])
