"""`lundi extract`: every extract of the published edition, written or brought up to date."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from lundi.errors import LundiError
from lundi.extract.hyper import Written, hyper_process, write_hyper
from lundi.extract.plan import Extract, planned_extracts
from lundi.extract.source import write_source
from lundi.settings import PROJECT_ROOT, Settings
from lundi.warehouse.published import open_published

Tell = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Done:
    """One extract: its mart, its file and its packaged data source."""

    extract: Extract
    written: Written
    source: Path


def write_extracts(
    settings: Settings, folder: Path, only: Sequence[str] = (), tell: Tell = lambda done, total, what: None
) -> list[Done]:
    """Writes the extracts (all, or those of these files) of the published edition into `folder`.

    A data source is packed anew where its extract or its description is another. Raises LundiError as
    `planned_extracts` and `write_hyper` do, or where a file is named that none has.
    """
    planned = planned_extracts(PROJECT_ROOT)
    unknown = sorted(set(only) - {extract.file for extract in planned})
    if unknown:
        raise LundiError(f"there is no extract {unknown[0]!r}", f"there are {', '.join(e.file for e in planned)}")
    wanted = [extract for extract in planned if not only or extract.file in only]
    done: list[Done] = []
    with open_published(settings) as connection, hyper_process() as process:
        (until,) = connection.execute("select max(last_date) from core.dim_sales_weeks where is_closed").fetchone()
        for place, extract in enumerate(wanted):
            tell(place, len(wanted), extract.file)
            written = write_hyper(process, connection, extract, folder)
            done.append(Done(extract, written, write_source(extract, written.path, until)))
    return done
