"""Where people live: communes near a store, by population, and a street in them."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import duckdb
import numpy as np
import pyarrow.parquet as pq

from lundi.demo.retailer.choices import numbers_as_text, pick, pick_places, texts
from lundi.errors import LundiError

# How likely an inhabitant is to shop here, against one of the store's own commune.
SAME_COMMUNE, SAME_DISTRICT, SAME_DEPARTMENT = 1.0, 0.25, 0.02
HIGHEST_NUMBER = 160
NUMBER_SUFFIXES = {"": 0.95, " bis": 0.04, " ter": 0.01}
FLATS = {"": 0.84, "Appt": 0.1, "Bât": 0.06}
LANDLINE_PREFIXES = {"11": "01", "24": "02", "28": "02", "52": "02", "53": "02", "27": "03", "32": "03", "44": "03",
                     "84": "04", "93": "04", "94": "04", "76": "05", "75": "05"}  # fmt: skip
OVERSEAS_PREFIX = "05"


@dataclass(frozen=True)
class Towns:
    """One row per commune and postal code."""

    city: np.ndarray
    postal_code: np.ndarray
    district_code: np.ndarray
    department_code: np.ndarray
    landline_prefix: np.ndarray
    population: np.ndarray


@dataclass(frozen=True)
class Addresses:
    """An address for each household: place in the towns, and the text of number and street."""

    town: np.ndarray
    text: np.ndarray


@dataclass(frozen=True)
class StorePlaces:
    """What of the stores decides where people live, how many, and since when."""

    store_id: np.ndarray
    postal_code: np.ndarray
    city: np.ndarray
    department_code: np.ndarray
    serves_drive: np.ndarray
    weight: np.ndarray  # of a store as the home store of people
    opened_on: np.ndarray  # datetime64[D]
    closed_on: np.ndarray  # datetime64[D], NaT while open


STORE_WEIGHTS = {"hypermarket": 4.0, "supermarket": 1.6, "city": 0.8, "drive": 1.0}


@cache
def load_towns() -> Towns:
    """The communes from the package's reference file."""
    with (files("lundi.demo.retailer") / "reference" / "towns.parquet").open("rb") as file:
        table = pq.read_table(file)
    column = {name: table[name].to_numpy(zero_copy_only=False) for name in table.column_names}
    prefixes = [LANDLINE_PREFIXES.get(region, OVERSEAS_PREFIX) for region in column["region_code"]]
    return Towns(
        city=column["city"],
        postal_code=column["postal_code"],
        district_code=column["district_code"],
        department_code=column["department_code"],
        landline_prefix=texts(prefixes),
        population=column["population"].astype(float),
    )


@cache
def load_streets() -> tuple[np.ndarray, np.ndarray]:
    """Names of streets and how often each is met."""
    source = files("lundi.demo.retailer") / "reference" / "streets.csv"
    rows = list(csv.DictReader(source.read_text(encoding="utf-8").splitlines(), delimiter=";"))
    return texts([row["street"] for row in rows]), np.array([float(row["weight"]) for row in rows])


def read_stores(connection: duckdb.DuckDBPyConnection, table: str, last_day: np.datetime64) -> StorePlaces:
    """The stores where people shop themselves, in the order of their ids; `table` has the contract's columns."""
    columns = {row[0] for row in connection.execute(f"describe {table}").fetchall()}
    store_format = "format" if "format" in columns else "cast(null as varchar)"
    frame = connection.execute(
        f"select store_id, postal_code, city, department_code, channels, {store_format} as store_format, "
        f"cast(opened_on as timestamp) as opened_on, cast(closed_on as timestamp) as closed_on from {table} "
        "where channels like '%store%' or channels like '%drive%' order by store_id"
    ).df()
    if frame.empty:
        raise LundiError(f"{table} holds no store in which people shop", "name its channels, as in store,drive")
    opened_on = frame["opened_on"].to_numpy().astype("datetime64[D]")
    opened_on = np.where(np.isnat(opened_on), np.datetime64("1980-01-01"), opened_on)
    closed_on = frame["closed_on"].to_numpy().astype("datetime64[D]")
    # A store needs some three years to gather its customers.
    last_open = np.where(np.isnat(closed_on), last_day, closed_on)
    years_open = (last_open - opened_on).astype(float) / 365.25
    weight = np.array([STORE_WEIGHTS.get(kind, 1.0) for kind in frame["store_format"]])
    return StorePlaces(
        store_id=frame["store_id"].to_numpy().astype(object),
        postal_code=frame["postal_code"].to_numpy().astype(object),
        city=frame["city"].to_numpy().astype(object),
        department_code=frame["department_code"].to_numpy().astype(object),
        serves_drive=frame["channels"].str.contains("drive").to_numpy(dtype=bool),
        weight=weight * np.clip(years_open / 3, 0.002, 1.0),
        opened_on=opened_on,
        closed_on=closed_on,
    )


def draw_stores(draw: np.random.Generator, stores: StorePlaces, count: int) -> np.ndarray:
    """A home store for each household."""
    return pick_places(draw, stores.weight, count)


def draw_addresses(draw: np.random.Generator, stores: StorePlaces, store: np.ndarray) -> Addresses:
    """An address near each household's home store."""
    towns = load_towns()
    town = np.zeros(len(store), dtype=np.int64)
    for number in np.unique(store):
        places = np.flatnonzero(store == number)
        near, weights = _near(towns, stores, number)
        town[places] = near[pick_places(draw, weights, len(places))]
    streets, street_weights = load_streets()
    count = len(store)
    number = 1 + (draw.beta(0.9, 3.0, count) * HIGHEST_NUMBER).astype(np.int64)
    text = numbers_as_text(number) + pick(draw, NUMBER_SUFFIXES, count) + " "
    text = text + streets[pick_places(draw, street_weights, count)]
    flat = pick(draw, FLATS, count)
    flat_number = numbers_as_text(draw.integers(1, 40, count))
    letter = texts(list("ABCDEF"))[draw.integers(0, 6, count)]
    text = np.where(flat == "Appt", text + " Appt " + flat_number, text)
    text = np.where(flat == "Bât", text + " Bât " + letter, text)
    return Addresses(town=town, text=text)


def _near(towns: Towns, stores: StorePlaces, number: int) -> tuple[np.ndarray, np.ndarray]:
    in_department = towns.department_code == stores.department_code[number]
    if not in_department.any():
        in_department = np.ones(len(towns.city), dtype=bool)
    rows = np.flatnonzero(in_department)
    is_own = (towns.postal_code[rows] == stores.postal_code[number]) | (towns.city[rows] == stores.city[number])
    districts = np.unique(towns.district_code[rows[is_own]]) if is_own.any() else []
    nearness = np.where(np.isin(towns.district_code[rows], districts), SAME_DISTRICT, SAME_DEPARTMENT)
    nearness = np.where(is_own, SAME_COMMUNE, nearness)
    return rows, towns.population[rows] * nearness
