"""The customer records that people leave in the four applications, before anything is mistyped.

A record is one account (or membership) of one person; its versions follow in `versions.py`.
"""

from dataclasses import dataclass

import numpy as np

from lundi.demo.retailer.choices import exact_share, numbers_as_text, texts
from lundi.demo.retailer.population import DAYS_PER_YEAR, YOUNGEST, Population
from lundi.demo.retailer.randomness import generator
from lundi.demo.retailer.size import DemoPlan
from lundi.demo.retailer.towns import StorePlaces

SYSTEMS = ("loyalty", "ecommerce", "drive", "app")
LOYALTY, ECOMMERCE, DRIVE, APP = range(4)
SYSTEM_WEIGHTS = (3.0, 1.15, 1.35, 1.2)
YEARS_IN_USE = (12.0, 8.0, 9.0, 5.0)
# Extra records of people with several: so many people have 5, 4 and 3 for each extra record; the rest have 2.
RECORDS_OF_SEVERAL = {5: 0.0075, 4: 0.045, 3: 0.18}
DOUBLE_ACCOUNT_SHARE = 0.05
NO_BIRTH_DATE_SHARE = 0.30
NO_BIRTH_DATE_WEIGHTS = (0.6, 1.8, 1.6, 0.9)
CLOSED_SHARE = (0.03, 0.02, 0.02, 0.0)


@dataclass(frozen=True)
class Records:
    """One row per record."""

    person: np.ndarray
    system: np.ndarray
    customer_id: np.ndarray
    created_at: np.ndarray  # datetime64[s]
    closed_at: np.ndarray  # datetime64[s], NaT while open
    has_birth_date: np.ndarray

    @property
    def count(self) -> int:
        """The number of records."""
        return len(self.person)


def make_records(plan: DemoPlan, people: Population, stores: StorePlaces) -> Records:
    """All records of everybody, sorted by application and the moment of their making."""
    person, system = _owners(plan, people)
    created_at = _created_at(plan, people, stores, person, system)
    closed_at = _closed_at(plan, system, created_at)
    order = np.lexsort((person, created_at, system))
    person, system, created_at, closed_at = person[order], system[order], created_at[order], closed_at[order]
    no_date = exact_share(
        generator(plan.seed, "no birth date"), np.array(NO_BIRTH_DATE_WEIGHTS)[system], NO_BIRTH_DATE_SHARE
    )
    return Records(
        person=person,
        system=system,
        customer_id=_customer_ids(plan, system),
        created_at=created_at,
        closed_at=closed_at,
        has_birth_date=~no_date,
    )


def records_per_person(draw: np.random.Generator, person_count: int, record_count: int) -> np.ndarray:
    """How many records each person has: one at least, `record_count` in all."""
    extra = record_count - person_count
    several = {size: int(extra * share) for size, share in RECORDS_OF_SEVERAL.items()}
    pairs = extra - sum((size - 1) * count for size, count in several.items())
    counts = np.ones(person_count, dtype=np.int64)
    sizes = np.concatenate([np.full(count, size) for size, count in {**several, 2: pairs}.items()])
    counts[: len(sizes)] = sizes
    return draw.permutation(counts)


def _owners(plan: DemoPlan, people: Population) -> tuple[np.ndarray, np.ndarray]:
    draw = generator(plan.seed, "records")
    counts = records_per_person(draw, people.count, plan.size.record_count)
    liking = np.log(np.array(SYSTEM_WEIGHTS)) + draw.gumbel(size=(people.count, len(SYSTEMS)))
    systems = np.argsort(-liking, axis=1, kind="stable")
    # Who has a fifth record has a system twice; so have some with fewer.
    systems = np.column_stack((systems, systems[:, 0]))
    doubled = draw.random(people.count) < DOUBLE_ACCOUNT_SHARE
    systems[doubled, 1] = systems[doubled, 0]
    person = np.repeat(np.arange(people.count), counts)
    place = np.arange(len(person)) - np.repeat(np.cumsum(counts) - counts, counts)
    return person, systems[person, place]


def _created_at(
    plan: DemoPlan, people: Population, stores: StorePlaces, person: np.ndarray, system: np.ndarray
) -> np.ndarray:
    draw = generator(plan.seed, "created")
    last_day = np.datetime64(plan.last_date)
    start = last_day - (np.array(YEARS_IN_USE)[system] * DAYS_PER_YEAR).astype(np.int64)
    of_age = people.birth_date[person] + int(YOUNGEST * DAYS_PER_YEAR)
    store = people.households.store[people.household[person]]
    start = np.maximum(np.maximum(start, of_age), stores.opened_on[store])
    closed_on = stores.closed_on[store]
    end = np.where(np.isnat(closed_on), last_day, closed_on)
    days = np.maximum((end - start).astype(np.int64), 0)
    # Sign-ups grow a little with the years.
    day = np.minimum(start + (draw.random(len(person)) ** 0.85 * (days + 1)).astype(np.int64), last_day)
    return day.astype("datetime64[s]") + _opening_seconds(draw, system)


def _opening_seconds(draw: np.random.Generator, system: np.ndarray) -> np.ndarray:
    """A time of day: shop hours for loyalty, also evenings online."""
    first, last = np.where(system == LOYALTY, 9, 7) * 3600, np.where(system == LOYALTY, 20, 23) * 3600
    return (first + draw.random(len(system)) * (last - first)).astype(np.int64).astype("timedelta64[s]")


def _closed_at(plan: DemoPlan, system: np.ndarray, created_at: np.ndarray) -> np.ndarray:
    draw = generator(plan.seed, "closed")
    first_day = np.datetime64(plan.first_date)
    days = (np.datetime64(plan.last_date) - first_day).astype(np.int64)
    day = first_day + draw.integers(0, max(days, 1), len(system))
    closed_at = day.astype("datetime64[s]") + _opening_seconds(draw, system)
    closes = (draw.random(len(system)) < np.array(CLOSED_SHARE)[system]) & (closed_at > created_at)
    return np.where(closes, closed_at, np.datetime64("NaT"))


def _customer_ids(plan: DemoPlan, system: np.ndarray) -> np.ndarray:
    """Each application's own kind of key; they grow with time, but for the application's, which say nothing."""
    number = np.zeros(len(system), dtype=np.int64)
    for code in range(len(SYSTEMS)):
        places = system == code
        number[places] = np.arange(1, places.sum() + 1)
    digits = numbers_as_text(number, 8)
    random_bytes = generator(plan.seed, "app ids").bytes(16 * len(system)).hex()
    opaque = texts([random_bytes[32 * at : 32 * at + 32] for at in range(len(system))])
    return np.select(
        [system == LOYALTY, system == ECOMMERCE, system == DRIVE], ["0" + digits, "WEB-" + digits, "4" + digits], opaque
    )
