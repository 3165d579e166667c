"""Writes a Monday down in the state database once it is over, whether it went well or not."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from lundi.warehouse.state import (
    FAILED,
    SUCCEEDED,
    RunRecord,
    StepRecord,
    new_run_id,
    open_state,
    read_build,
    write_run,
)

if TYPE_CHECKING:
    from lundi.monday import MondayResult

WriteRun = Callable[[RunRecord], None]


def write_to_duckdb(state_database: Path) -> WriteRun:
    """A writer that appends to the local state database."""

    def write(run: RunRecord) -> None:
        with open_state(state_database) as connection:
            write_run(connection, run)

    return write


@contextmanager
def recorded(
    result: "MondayResult",
    *,
    write: WriteRun,
    build_folder: Path,
    as_of: datetime,
    iso_week: str | None,
    target: str = "dev",
) -> Iterator[None]:
    """Records the Monday that runs inside: its outcome, steps and dbt nodes.

    A Monday whose report is out does not fail because its timings could not be written: the result says so. One that
    fails is recorded as failed and its error goes on, whatever becomes of the record.
    """
    started_at = datetime.now(UTC)

    def record(outcome: str) -> None:
        try:
            write(run_record(result, build_folder, target, iso_week, as_of, started_at, outcome))
        except Exception as error:
            # Whatever it is: the report is out, or another error is on its way.
            result.unrecorded = f"this Monday's timings are not recorded: {error}"

    try:
        yield
    except Exception:
        record(FAILED)
        raise
    record(SUCCEEDED)


def run_record(
    result: "MondayResult",
    build_folder: Path,
    target: str,
    iso_week: str | None,
    as_of: datetime,
    started_at: datetime,
    outcome: str,
) -> RunRecord:
    """The record of a Monday that is over now."""
    # Before the build began, the results that lie there are another run's.
    build = read_build(build_folder) if "build" in result.seconds else None
    return RunRecord(
        run_id=build.run_id if build else new_run_id(),
        target=target,
        iso_week=result.report.iso_week if result.report else iso_week,
        as_of=as_of,
        started_at=started_at,
        ended_at=datetime.now(UTC),
        outcome=outcome,
        steps=tuple(StepRecord(step, seconds, *_counts(result, step)) for step, seconds in result.seconds.items()),
        nodes=build.nodes if build else (),
        tests=build.tests if build else (),
    )


def _counts(result: "MondayResult", step: str) -> tuple[int | None, int | None]:
    """How many things a step worked on, and how many rows it took, as far as it got."""
    if step == "ingest" and result.ingest:
        return len(result.ingest.with_status("accepted")), result.ingest.row_count
    if step == "build" and result.build:
        return len(result.build.nodes), None
    if step == "report" and result.report:
        return result.edition_count, None
    if step == "checks" and result.artefacts:
        return len(result.artefacts), None
    return None, None
