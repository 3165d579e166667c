"""Gate A: every delivery that was taken is held against its contract, once, before the build.

Great Expectations runs in a process of its own (`process.py`); here is who starts it, which deliveries it is asked
about and what becomes of its answer. A breach holds a delivery: its rows stay, and it is flagged until somebody accepts
it.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Timer
from typing import Any

import duckdb

from lundi.errors import LundiError
from lundi.ingest import place_named
from lundi.landing.contract import HOLD, Contract, Rule, load_contract
from lundi.quality import ledger
from lundi.quality.ledger import HELD, PASSED, WARNED, Place, Result
from lundi.settings import OFFLINE_ENVIRONMENT, PROJECT_ROOT, Settings
from lundi.warehouse.ledger import naive
from lundi.warehouse.processes import PARENT_VARIABLE
from lundi.warehouse.raw import open_raw

PUBLIC_HOLIDAYS = PROJECT_ROOT / "seeds" / "calendar" / "public_holidays.csv"
ANSWER_SECONDS = 900
# A flag is named in the Monday that it concerns; later ones count it until somebody accepts the delivery.
NAMED_FOR = timedelta(days=8)


class GateError(Exception):
    """The gate gave no answer. Deliveries stay unchecked, and the next run asks again."""


@dataclass(frozen=True)
class Flag:
    """A delivery that breaks a rule of its contract."""

    path: str
    rule: str
    message: str
    delivered_at: datetime
    is_held: bool

    @property
    def sentence(self) -> str:
        """Delivery and rule in one line."""
        return f"{'flagged' if self.is_held else 'noted'}: {self.path}: {self.message} [{self.rule}]"


@dataclass(frozen=True)
class GateReport:
    """What gate A found, and what stands of what it found before."""

    checked_count: int = 0
    flags: tuple[Flag, ...] = ()
    older_flag_count: int = 0
    problem: str = ""
    results_file: Path | None = None
    seconds: float = 0.0

    @property
    def sentences(self) -> list[str]:
        """One line for each flag and for what could not be checked."""
        found = [flag.sentence for flag in self.flags]
        if self.older_flag_count:
            found.append(f"flagged: {self.older_flag_count} older deliveries, which nobody has accepted")
        return [*found, self.problem] if self.problem else found

    @property
    def is_complete(self) -> bool:
        """Whether every delivery was checked and none of late is held."""
        return not self.problem and not any(flag.is_held for flag in self.flags)


class GateProcess:
    """The process of Great Expectations, started early because its import takes seconds."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Starts it and does not wait."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "lundi.quality.process"],
            cwd=PROJECT_ROOT,
            env={**os.environ, **OFFLINE_ENVIRONMENT, PARENT_VARIABLE: str(os.getpid())},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a library's warning may quote a value
            text=True,
        )

    def ask(self, question: dict[str, Any]) -> dict[str, Any]:
        """The answer to one question. Raises GateError."""
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            raise GateError("it was not started")
        timer = Timer(ANSWER_SECONDS, process.kill)
        timer.start()
        try:
            process.stdin.write(json.dumps(question) + "\n")
            process.stdin.flush()
            for line in process.stdout:
                answer = json.loads(line)
                if "ready" not in answer:
                    break
            else:
                raise GateError("it ended without an answer")
        except (OSError, ValueError) as error:
            raise GateError(f"it ended without an answer ({type(error).__name__})") from error
        finally:
            timer.cancel()
        if "error" in answer:
            raise GateError(f"it could not ask its questions ({answer['error']})")
        return answer

    def stop(self) -> None:
        """Ends it, whatever it is doing."""
        if self._process is None:
            return
        self._process.kill()
        self._process.communicate()
        self._process = None


@contextmanager
def gate_process() -> Iterator[GateProcess]:
    """A process that is started now and gone afterwards."""
    process = GateProcess()
    process.start()
    try:
        yield process
    finally:
        process.stop()


def check_deliveries(settings: Settings, process: GateProcess, as_of: datetime, now: datetime) -> GateReport:
    """Asks about every delivery up to a moment that was not asked about, or is held; writes down what was answered.

    `as_of` is the run's clock, `now` when it runs. A gate that gives no answer does not stop a Monday: the report says
    that nobody looked, and the next run looks.
    """
    started = time.perf_counter()
    contract = load_contract()
    with open_raw(settings.raw_database, contract) as connection:
        places = ledger.unchecked(connection, as_of)
    # The file is closed here while the process reads it: DuckDB lets nobody read beside a writer.
    found = judge(settings, process, settings.raw_database, places, as_of, now)
    with open_raw(settings.raw_database, contract) as connection:
        ledger.write(connection, found.results, now)
        return report_of(connection, found, as_of, started)


@dataclass(frozen=True)
class Judgement:
    """What the process answered about deliveries."""

    asked_count: int
    results: tuple[Result, ...] = ()
    results_file: Path | None = None
    problem: str = ""


def judge(
    settings: Settings, process: GateProcess, raw: Path, places: Sequence[Place], as_of: datetime, now: datetime
) -> Judgement:
    """Asks about deliveries whose rows lie in a raw database that nobody writes meanwhile."""
    if not places:
        return Judgement(0)
    try:
        answer = process.ask(_question(raw, places))
    except GateError as error:
        return Judgement(len(places), problem=f"gate A did not look at {len(places)} deliveries: {error}")
    results = results_of(load_contract(), answer["findings"])
    return Judgement(len(places), tuple(results), _keep(settings, as_of, now, answer["suites"], results))


def report_of(connection: duckdb.DuckDBPyConnection, found: Judgement, as_of: datetime, started: float) -> GateReport:
    """What is to be said, where the results are written down: the new flags, and those that stand open."""
    held = ledger.open_flags(connection, as_of)
    warned = [result for result in found.results if result.outcome == WARNED]
    moments = ledger.moments(connection, {result.place for result in warned})
    flags = [Flag("/".join(place), rule, message, moment, True) for place, rule, message, moment in held]
    noted = [Flag("/".join(r.place), r.rule, r.message, moments[r.place], False) for r in warned]
    named = [flag for flag in (*flags, *noted) if flag.delivered_at > naive(as_of) - NAMED_FOR]
    older = len({flag.path for flag in flags} - {flag.path for flag in named})
    seconds = time.perf_counter() - started
    return GateReport(found.asked_count, tuple(named), older, found.problem, found.results_file, seconds)


@dataclass(frozen=True)
class Acceptance:
    """Which delivery somebody accepts as it is, who and why."""

    place: Place
    by: str
    reason: str

    @property
    def not_taken(self) -> LundiError:
        """The error where nothing is there to accept."""
        return LundiError(
            f"{'/'.join(self.place)} was not taken, so there is nothing to accept",
            "a refused delivery is mended and sent again; `lundi monday` names those that are flagged",
        )


def acceptance(delivery: str, by: str, reason: str) -> Acceptance:
    """As somebody gave it. Raises LundiError where it names no delivery, or nobody answers for it."""
    place = place_named(delivery)
    if not by.strip() or not reason.strip():
        raise LundiError("a delivery is accepted by somebody and for a reason", "give --by NAME and --reason TEXT")
    return Acceptance(place, by.strip(), reason.strip())


def accept(settings: Settings, delivery: str, by: str, reason: str, now: datetime) -> int:
    """Accepts a delivery (`<source>/<entity>/<delivery_id>`) as it is, and writes down who did and why.

    Every flag of gate A on it is lifted; which store-days are whole with it, the next build says. Gives the number of
    those flags: none where only its tickets and Z reports differ. Raises LundiError where it is not in, or nobody
    answers for it.
    """
    given = acceptance(delivery, by, reason)
    with open_raw(settings.raw_database, load_contract()) as connection:
        if not ledger.is_taken(connection, given.place):
            raise given.not_taken
        return ledger.accept(connection, given.place, given.by, given.reason, now)


def results_of(contract: Contract, findings: Sequence[dict[str, Any]]) -> list[Result]:
    """The findings as they are written down, each with the sentence that says it."""
    rules = {(e.source, e.name, rule.name): rule for e in contract.entities for rule in e.rules}
    return [_result(rules[f["source"], f["entity"], f["rule"]], f) for f in findings]


def _result(rule: Rule, finding: dict[str, Any]) -> Result:
    broken = HELD if rule.severity == HOLD else WARNED
    return Result(
        place=(finding["source"], finding["entity"], finding["delivery_id"]),
        rule=rule.name,
        kind=rule.kind,
        columns=rule.columns,
        outcome=broken if finding["is_broken"] else PASSED,
        row_count=finding.get("row_count"),
        unexpected_row_count=finding.get("unexpected_count"),
        observed=finding.get("observed"),
        message=_message(rule, finding) if finding["is_broken"] else "",
    )


def _message(rule: Rule, finding: dict[str, Any]) -> str:
    """What is wrong, in counts and shares: never a value of a row."""
    if rule.kind == "volume":
        low, high = rule.arguments["min_value"], rule.arguments["max_value"]
        return (
            f"{finding['row_count']:,} rows are {float(finding['observed']):g} % of the usual "
            f"{finding['expected_row_count']:,}, expected are {low} to {high} %"
        )
    if rule.kind == "control_total":
        return f"{rule.columns[0]}: the rows and what was announced differ by {finding['observed']}"
    tolerated = f", {rule.tolerated_percent:g} % may" if rule.tolerated_percent else ""
    names = ", ".join(rule.columns)
    return f"{names}: {finding['unexpected_count']:,} of {finding['row_count']:,} rows break the rule{tolerated}"


def _question(raw: Path, places: Sequence[Place]) -> dict[str, Any]:
    return {"raw": str(raw), "public_holidays": str(PUBLIC_HOLIDAYS), "deliveries": [list(place) for place in places]}


def _keep(
    settings: Settings, as_of: datetime, now: datetime, suites: list[dict[str, Any]], results: Sequence[Result]
) -> Path:
    """Keeps what Great Expectations said, as JSON beside the warehouse: the evidence that a sender is shown."""
    folder = settings.warehouse / "quality" / "gate_a"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{now:%Y%m%dT%H%M%S%f}Z.json"
    broken = [result.document for result in results if result.outcome != PASSED]
    document = {"as_of": as_of.isoformat(), "checked_at": now.isoformat(), "broken": broken, "suites": suites}
    file.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    return file
