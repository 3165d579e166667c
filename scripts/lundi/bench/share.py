"""`lundi bench share`: what partners could find out from four Mondays, and how fast a partner is served.

Each Monday is run as it stood, then published to the partners of the seeds, with the memory of the publications before.
The attack sees what partners got and nothing else: all files of all publications, both measures, totals included.
Editions are kept in the folder: a second run upon the same folder only publishes and attacks.
"""

import json
import multiprocessing
import os
import platform
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from lundi import __version__
from lundi.clock import monday_of
from lundi.errors import LundiError
from lundi.monday import run_monday
from lundi.replay import last_weeks
from lundi.settings import Settings
from lundi.share.attack import TOTAL, PublishedCell, attack
from lundi.share.folders import DATABASE, current_folder, read_manifest, share_folder
from lundi.share.publishing import publish_shares
from lundi.warehouse.load_sql import literal, quoted
from lundi.warehouse.state import ensure_state

AIMED_SHARE = 0.10
AIMED_SECONDS = 60.0
# What partners are told of customers is rounded to tens.
PROFILE_ROUNDING = 5.0


@dataclass(frozen=True)
class ProductResult:
    """What all publications together tell of one product's hidden cells to one partner."""

    partner_code: str
    product: str
    cell_count: int
    hidden_count: int
    exact_count: int
    narrow_count: int  # found within ten percent, exact ones among them

    @property
    def hidden_share(self) -> float:
        """Hidden cells against all."""
        return self.hidden_count / self.cell_count if self.cell_count else 0.0


@dataclass(frozen=True)
class ShareResult:
    """The measurement: each product of each partner, and the seconds to serve one."""

    weeks: tuple[str, ...]
    products: tuple[ProductResult, ...]
    publish_seconds: tuple[float, ...]
    one_partner_seconds: float

    @property
    def hidden_share(self) -> float:
        """Hidden cells of all partners against all cells."""
        cells = sum(product.cell_count for product in self.products)
        return sum(product.hidden_count for product in self.products) / cells if cells else 0.0

    @property
    def is_as_aimed(self) -> bool:
        """Whether nothing was found, at most a tenth is hidden and a partner is served within a minute."""
        return (
            not any(product.exact_count or product.narrow_count for product in self.products)
            and self.hidden_share <= AIMED_SHARE
            and self.one_partner_seconds < AIMED_SECONDS
        )


def bench_share(
    folder: Path,
    *,
    publications: int = 4,
    write_landing: Callable[[Path], None],
    say: Callable[[str], None] = lambda sentence: None,
) -> ShareResult:
    """Replays, publishes and attacks below `folder`, whose landing zone `write_landing` fills where there is none.

    Raises LundiError where a Monday or a publication fails, or seeds name no partner.
    """
    world = Settings(folder / "landing", folder / "warehouse", folder / "out")
    if not world.landing.is_dir():
        write_landing(world.landing)
    weeks = last_weeks(world, publications)
    editions = {week: _edition(world, folder / "editions" / f"{week}.duckdb", week, say) for week in weeks}
    # Memory and files of former runs would be taken for publications before these.
    shares = _emptied(world, folder / "publications")
    cells: dict[tuple[str, str], list[list[PublishedCell]]] = {}
    counts: dict[tuple[str, str], tuple[int, int]] = {}
    seconds = []
    for week in weeks:
        _put(editions[week], shares.published_database)
        started = time.monotonic()
        outcomes = publish_shares(shares, monday_of(week))
        seconds.append(time.monotonic() - started)
        for outcome in outcomes:
            if outcome.manifest:
                _collect(shares, outcome.partner_code, week, cells, counts)
        say(f"{week} published in {seconds[-1]:.1f} s")
    if not counts:
        raise LundiError("no partner was given anything", "add rows to seeds/share/")
    found = []
    for (partner, product), (cell_count, hidden_count) in sorted(counts.items()):
        exact, narrow = _attacked(cells.get((partner, product), []), product)
        found.append(ProductResult(partner, product, cell_count, hidden_count, exact, narrow))
    alone = _one_partner(shares, folder / "alone", weeks[-1], max(counts, key=lambda key: counts[key])[0])
    return ShareResult(tuple(weeks), tuple(found), tuple(seconds), alone)


def published_cells(
    product: str, names: Sequence[str], rows: Sequence[Sequence[Any]], publication: str
) -> list[list[PublishedCell]]:
    """What a partner sees of a product, measure by measure; empty for products without sums. Pure."""
    place = {name: number for number, name in enumerate(names)}
    if product.startswith("supplier_sales"):
        return [
            [
                PublishedCell(
                    publication,
                    f"{row[place['iso_week']]}|{row[place['aisle_code']]}",
                    row[place["cell_key"]],
                    row[place["cell_level"]],
                    None if row[place[measure]] is None else Decimal(row[place[measure]]),
                    row[place["is_final"]],
                )
                for row in rows
            ]
            for measure in ("sales_eur_incl_tax", "item_count")
        ]
    if product.startswith("shopper_profiles"):
        return [
            [
                PublishedCell(
                    publication,
                    row[place["zone_code"]],
                    row[place["cell_key"]],
                    TOTAL if row[place["birth_decade"]] == "(all)" else "decade",
                    None if row[place["customer_count"]] is None else Decimal(row[place["customer_count"]]),
                )
                for row in rows
            ]
        ]
    return []


def as_document(result: ShareResult, moment: datetime) -> str:
    """The measurement as JSON, with the machine it was made on."""
    return json.dumps(
        {
            "benchmark": "share",
            "lundi_version": __version__,
            "measured_at": f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "machine": {
                "system": platform.platform(),
                "cpu_count": multiprocessing.cpu_count(),
                "python": platform.python_version(),
                "duckdb": duckdb.__version__,
            },
            **asdict(result),
            "hidden_share": round(result.hidden_share, 4),
            "is_as_aimed": result.is_as_aimed,
        },
        indent=2,
    )


def _edition(world: Settings, path: Path, week: str, say: Callable[[str], None]) -> Path:
    if not path.is_file():
        started = time.monotonic()
        run_monday(world, iso_week=week, now=monday_of(week))
        path.parent.mkdir(parents=True, exist_ok=True)
        _put(world.published_database, path)
        say(f"the Monday of {week} in {time.monotonic() - started:.0f} s")
    return path


def _emptied(world: Settings, folder: Path) -> Settings:
    """Folders in which nothing was ever published, with raw and secret of the world."""
    shutil.rmtree(folder, ignore_errors=True)
    settings = Settings(world.landing, folder / "warehouse", folder / "out")
    settings.warehouse.mkdir(parents=True)
    for name in ("raw_database", "secret_database"):
        _put(getattr(world, name), getattr(settings, name))
    ensure_state(settings.state_database)
    return settings


def _put(source: Path, target: Path) -> None:
    """The same file under another name: what is published is never written to."""
    target.unlink(missing_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _collect(
    settings: Settings,
    partner: str,
    week: str,
    cells: dict[tuple[str, str], list[list[PublishedCell]]],
    counts: dict[tuple[str, str], tuple[int, int]],
) -> None:
    share = share_folder(settings.out)
    manifest = read_manifest(share, partner)
    for product in manifest["products"] if manifest else ():
        table = product["table"]
        names, rows = _rows(current_folder(share, partner), table)
        codes = product["release_codes"]
        before = counts.get((partner, table), (0, 0))
        hidden = codes["confidential"] + codes["secondary"]
        counts[partner, table] = (before[0] + len(rows), before[1] + hidden)
        for number, measure in enumerate(published_cells(table, names, rows, week)):
            measures = cells.setdefault((partner, table), [])
            if number == len(measures):
                measures.append([])
            measures[number] += measure


def _rows(folder: Path, table: str) -> tuple[list[str], list[tuple]]:
    with duckdb.connect() as connection:
        parquet = folder / f"{table}.parquet"
        relation = f"read_parquet({literal(str(parquet))})"
        if not parquet.is_file():
            connection.execute(f"attach {literal(str(folder / DATABASE))} as partage (read_only)")
            relation = f"partage.main.{quoted(table)}"
        cursor = connection.execute(f"select * from {relation}")
        return [column[0] for column in cursor.description or ()], cursor.fetchall()


def _attacked(measures: Sequence[Sequence[PublishedCell]], product: str) -> tuple[int, int]:
    """Hidden figures that are found exactly, and within ten percent, over all publications."""
    rounding = PROFILE_ROUNDING if product.startswith("shopper_profiles") else 0.0
    exact, narrow = 0, 0
    for measure in measures:
        findings = attack(measure, rounding=rounding)
        narrow += len(findings)
        exact += sum(finding.is_exact for finding in findings)
    return exact, narrow


def _one_partner(shares: Settings, folder: Path, week: str, partner: str) -> float:
    """Seconds of `lundi share publish --partner X` for one who has nothing yet, upon the last edition."""
    shutil.rmtree(folder, ignore_errors=True)
    alone = Settings(shares.landing, shares.warehouse, folder)
    started = time.monotonic()
    publish_shares(alone, monday_of(week), partner_code=partner)
    return time.monotonic() - started
