"""Past Mondays once more, in order: each with what was delivered up to its own morning, each reporting its own week."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from lundi.clock import monday_of, wall_clock
from lundi.errors import LundiError
from lundi.ingest import find_deliveries
from lundi.landing.manifest import delivered_moment
from lundi.monday import MondayResult, Progress, run_monday
from lundi.settings import Settings
from lundi.warehouse.lock import only_run
from lundi.weeks import first_day, iso_week_of, parse_iso_week, week_before, weeks_between


@dataclass(frozen=True)
class ReplayedMonday:
    """One Monday of a replay: its week, the moment that it stood at and what it did."""

    iso_week: str
    as_of: datetime
    result: MondayResult


def replay(
    settings: Settings,
    weeks: list[str],
    *,
    language: str = "fr",
    progress: Callable[[str], Progress] = lambda iso_week: Progress(),
) -> list[ReplayedMonday]:
    """Publishes the Mondays of these weeks in order; the last one stays published.

    Raises LundiError where one of them could not be published; those before it stand. Raises BusyError where another
    run holds the warehouse.
    """
    with only_run(settings.warehouse, "lundi replay"):
        return _replay(settings, weeks, language, progress)


def _replay(
    settings: Settings, weeks: list[str], language: str, progress: Callable[[str], Progress]
) -> list[ReplayedMonday]:
    done: list[ReplayedMonday] = []
    for iso_week in weeks:
        as_of = monday_of(iso_week)
        try:
            result = run_monday(settings, iso_week=iso_week, language=language, progress=progress(iso_week), now=as_of)
        except LundiError as error:
            stands = f"{done[-1].iso_week} is published" if done else "nothing was replayed"
            raise LundiError(f"the Monday of {iso_week}: {error.message} ({stands})", error.next_step) from error
        done.append(ReplayedMonday(iso_week, as_of, result))
    return done


def last_weeks(settings: Settings, count: int, now: datetime | None = None) -> list[str]:
    """The last weeks of the landing zone, in order: up to the one whose Monday the newest delivery came on or after.

    Raises LundiError where no delivery that says when it came has come yet.
    """
    clock = now or datetime.now(UTC)
    moments = [delivered_moment(folder) for folder in find_deliveries(settings.landing)]
    arrived = [moment for moment in moments if moment and moment <= clock]
    if not arrived:
        raise LundiError("no delivery of the landing zone has come yet", "name the weeks with --from and --to")
    # What completes a week comes in the night before its Monday's report.
    last = week_before(wall_clock(max(arrived)).date())
    if monday_of(last) > clock:
        last = week_before(first_day(last))
    first = first_day(last) - timedelta(weeks=count - 1)
    return weeks_between(iso_week_of(first), last)


def chosen_weeks(settings: Settings, first_week: str | None, last_week: str | None, count: int | None) -> list[str]:
    """The weeks of a replay: named by their ends, or the last `count` of the landing zone.

    Raises LundiError where both or neither are given, or where they are no weeks.
    """
    if (first_week is None) == (count is None) or (first_week is None and last_week is not None):
        raise LundiError("which Mondays?", "name the weeks with --from and --to, or give --last 3 alone")
    if count is not None:
        return last_weeks(settings, count)
    first = parse_iso_week(first_week or "")
    return weeks_between(first, parse_iso_week(last_week) if last_week else first)
