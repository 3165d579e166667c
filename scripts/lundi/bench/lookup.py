"""`lundi bench lookup`: how long a lookup takes on an open connection, and how long the whole command.

Newcomers are records of the edition with some of their values left out and some misspelt, drawn by a seed.
"""

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import duckdb

from lundi.customer.lookup import CustomerLookup
from lundi.customer.newcomers import Newcomer
from lundi.customer.statements import keep_statements
from lundi.errors import LundiError
from lundi.warehouse.published import open_edition

WARM_UP_COUNT = 3
COMMAND_RUNS = 5
DRAWN = """
select first_name, last_name, birth_date, email, phone, loyalty_card_number,
    trim(coalesce(street_number, '') || ' ' || coalesce(street_name, '')) as address, postal_code, city, record_id
from vault.int_customer__identities
where record_number % greatest(1, (select count(*) from vault.int_customer__identities) // (4 * {count})) = 0
order by record_number
limit {count}
"""
OPTIONS = {
    "first_name": "--first-name",
    "last_name": "--last-name",
    "birth_date": "--birth-date",
    "email": "--email",
    "phone": "--phone",
    "loyalty_card_number": "--card",
    "address": "--address",
    "postal_code": "--postal-code",
    "city": "--town",
}


@dataclass(frozen=True)
class LookupResult:
    """Seconds of the lookups, of the first one with all that it prepares, and of whole commands."""

    record_count: int
    customer_count: int
    lookup_count: int
    found_count: int  # newcomers whose own customer is among the candidates
    opening_seconds: float
    p50_seconds: float
    p95_seconds: float
    slowest_seconds: float
    command_seconds: tuple[float, ...]


def bench_lookup(
    edition: Path, *, count: int = 1000, seed: int = 46, advance: Callable[[int, int, str], None] = lambda *_: None
) -> LookupResult:
    """Measures lookups of made-up newcomers on an edition. Raises LundiError where it has no customers."""
    with open_edition(edition) as connection:
        newcomers = draw_newcomers(connection, count, random.Random(seed))
        records, customers = connection.execute(
            "select count(*), count(distinct customer_id) from vault.int_customer__customer_records"
        ).fetchall()[0]
        started = time.perf_counter()
        lookup = CustomerLookup(connection)
        lookup.find(newcomers[0][0])
        opening = time.perf_counter() - started
        for newcomer, _ in newcomers[:WARM_UP_COUNT]:
            lookup.find(newcomer)
        seconds, found = [], 0
        for number, (newcomer, record_id) in enumerate(newcomers, start=1):
            started = time.perf_counter()
            answer = lookup.find(newcomer)
            seconds.append(time.perf_counter() - started)
            found += any(record_id in candidate.records for candidate in answer.candidates)
            advance(number, len(newcomers), "lookups")
    commands = tuple(_command_seconds(edition, [newcomer for newcomer, _ in newcomers[:COMMAND_RUNS]]))
    return LookupResult(
        records, customers, len(seconds), found, opening, quantile(seconds, 0.5), quantile(seconds, 0.95), max(seconds),
        commands,
    )  # fmt: skip


def draw_newcomers(
    connection: duckdb.DuckDBPyConnection, count: int, chance: random.Random
) -> list[tuple[Newcomer, str]]:
    """Newcomers with the records that they were made of."""
    rows = connection.execute(DRAWN.format(count=count)).fetchall()
    if not rows:
        raise LundiError("the edition has no customer to look up", "build one with customers first")
    return [(spoiled(Newcomer(*row[:-1]), chance), row[-1]) for row in rows]


def spoiled(newcomer: Newcomer, chance: random.Random) -> Newcomer:
    """A newcomer of whom an application knows the names and two or three things more, one name in ten misspelt."""
    others = [name for name in newcomer.given if name not in ("first_name", "last_name")]
    kept = {"first_name", "last_name", *chance.sample(others, min(len(others), chance.choice((2, 3))))}
    left = replace(newcomer, **{name: None for name in asdict(newcomer) if name not in kept})
    if left.last_name and len(left.last_name) > 3 and chance.random() < 0.1:
        place = chance.randrange(1, len(left.last_name) - 1)
        left = replace(left, last_name=left.last_name[:place] + left.last_name[place + 1 :])
    return left


def quantile(seconds: Sequence[float], share: float) -> float:
    """The smallest value that this share of the values does not exceed."""
    ordered = sorted(seconds)
    return ordered[max(0, min(len(ordered) - 1, int(share * len(ordered) + 0.999999) - 1))]


def _command_seconds(edition: Path, newcomers: Sequence[Newcomer]) -> list[float]:
    """Seconds of the whole command, from the shell to its end."""
    found = []
    for newcomer in newcomers:
        arguments = [part for name, value in newcomer.given.items() for part in (OPTIONS[name], str(value))]
        environment = {**os.environ, "LUNDI_WAREHOUSE": str(edition.parent)}
        command = [sys.executable, "-m", "lundi.cli", "customers", "lookup", *arguments, "--json"]
        started = time.perf_counter()
        done = subprocess.run(command, env=environment, capture_output=True, check=False, text=True)
        found.append(time.perf_counter() - started)
        if done.returncode:
            raise LundiError(f"the command failed: {done.stderr.strip()[:300]}", "run it by hand")
    return found


def edition_of(folder: Path | None, published: Path) -> Path:
    """The edition to measure: the published one, or that of a folder that `lundi customers evaluate --keep` left.

    The kept edition is given the statements that publishing would have given it.
    """
    if folder is None:
        if not published.is_file():
            raise LundiError("nothing has been published yet", "run `lundi monday` first, or name a kept --folder")
        return published
    built = folder / "warehouse" / "build" / "lundi.duckdb"
    if not built.is_file():
        raise LundiError(f"{folder} holds no build of customers", "make one with `lundi customers evaluate --keep`")
    with duckdb.connect(str(built)) as connection:
        keep_statements(connection, built.parent / "target")
    return built
