"""dbt with the arguments of the command line, in a process of its own that says only what its caller listens to.

dbt writes some 25 events a node down, each twice and as JSON, which took a third of a Monday's build. Here an event is
told as one line of JSON on standard output if it ends a node, warns or fails; what warns, fails or is for people also
goes to `logs/dbt.log`.
"""

import gc
import json
import logging
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from lundi.warehouse.processes import end_with_named_parent

LOG_FILE = Path("logs") / "dbt.log"  # in the project, where dbt runs
LOG_BYTES, LOG_COPIES = 10 * 1024 * 1024, 5
LEVELS = {"info": logging.INFO, "warn": logging.WARNING, "error": logging.ERROR}
# dbt keeps all that it parsed for as long as it runs: looking through it for waste finds none and takes its time.
NEW_OBJECTS, ROUNDS = 50_000, 50
ANSWERS = "lundi_answers "  # begins what the macro ask_row_rules tells


@dataclass(frozen=True)
class Event:
    """What the caller is told of an event."""

    name: str
    level: str
    message: str
    invocation_id: str = ""
    index: int | None = None  # which of the nodes it ended, and of how many; where it ended one
    total: int | None = None
    node_name: str = ""

    @property
    def is_told(self) -> bool:
        """Whether a caller would do anything about it."""
        return self.level in ("warn", "error") or self.index is not None or self.is_answer

    @property
    def is_answer(self) -> bool:
        """Whether it tells what became of tests that were asked many at a time."""
        return self.message.startswith(ANSWERS)

    @property
    def answers(self) -> list[dict[str, Any]]:
        """What became of each of them; none where it tells something else."""
        return json.loads(self.message.removeprefix(ANSWERS)) if self.is_answer else []


def event_of(sent: Any) -> Event:  # noqa: ANN401
    """What a message of dbt's says that a caller may want to know."""
    info, data = sent.info, sent.data
    ended = info.name.endswith("Result") and hasattr(data, "index") and hasattr(data, "node_info")
    return Event(
        info.name,
        info.level,
        info.msg,
        info.invocation_id,
        data.index if ended else None,
        # A test's end names the number of nodes otherwise.
        (data.total if hasattr(data, "total") else data.num_models) if ended else None,
        data.node_info.node_name if ended else "",
    )


def events_of(lines: Iterable[str]) -> Iterator[Event]:
    """The events that such a process told; libraries print lines of their own between them."""
    for line in lines:
        event = _event_in(line)
        if event:
            yield event


def as_text(output: str) -> str:
    """What such a process told and its libraries printed, for people."""
    events = ((line, _event_in(line)) for line in output.splitlines())
    return "\n".join(event.message if event else line for line, event in events)


def run(arguments: Sequence[str]) -> int:
    """Runs dbt and tells what happens; 0 where all went well, 1 where a node did not, 2 where dbt could not run."""
    from dbt.cli.main import dbtRunner

    log = _log()
    failures = []

    def tell(sent: Any) -> None:  # noqa: ANN401
        event = event_of(sent)
        if event.level in LEVELS and not event.is_answer:
            log.log(LEVELS[event.level], event.message)
        if event.level == "error":
            failures.append(event)
        if event.is_told:
            _say(event)

    gc.set_threshold(NEW_OBJECTS, ROUNDS, ROUNDS)
    result = dbtRunner(callbacks=[tell]).invoke(["--log-level", "none", "--log-level-file", "none", *arguments])
    if result.exception and not failures:
        log.error(result.exception)
        _say(Event("Exception", "error", str(result.exception)))
    return 0 if result.success else 2 if result.exception else 1


def _event_in(line: str) -> Event | None:
    try:
        return Event(**json.loads(line))
    except (json.JSONDecodeError, TypeError):
        return None


def _say(event: Event) -> None:
    print(json.dumps(asdict(event)), flush=True)


def _log() -> logging.Logger:
    LOG_FILE.parent.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(LOG_FILE, encoding="utf-8", maxBytes=LOG_BYTES, backupCount=LOG_COPIES)
    handler.setFormatter(logging.Formatter("%(asctime)s [%(levelname)s] %(message)s"))
    log = logging.getLogger("lundi.dbt")
    log.propagate = False
    log.setLevel(logging.INFO)
    log.addHandler(handler)
    return log


if __name__ == "__main__":
    end_with_named_parent()
    sys.exit(run(sys.argv[1:]))
