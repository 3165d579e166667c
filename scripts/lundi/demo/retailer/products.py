"""The products of the demo: a supermarket's tree, names, prices through time, costs and what sells when."""

import csv
from dataclasses import dataclass
from datetime import date
from importlib.resources import files

import duckdb
import numpy as np

from lundi.demo.retailer.calendar import DemoCalendar
from lundi.demo.retailer.frames import create_table
from lundi.demo.retailer.randomness import generator
from lundi.demo.retailer.size import DemoPlan

UNITS = ("each", "kg", "litre")
EACH, KILOGRAM, LITRE = 0, 1, 2

# From how large a store on a family is sold: H hypermarkets only, S supermarkets too, C city shops as well.
REACH_CODES = {"H": 0, "S": 1, "C": 2}

INFLATION_PER_YEAR = 0.02
DAYS_BETWEEN_PRICE_CHANGES = 182
PRIVATE_BRANDS = ("Lundi", "Lundi Bio", "Petit Lundi")
PRIVATE_SUPPLIERS = ("Ateliers du Ponant SAS", "Conserveries de l’Orvain SA", "Fabriques réunies du Maine SAS")
RISING_SUPPLIER_NUMBER = 8
FUEL_DEPARTMENT = "Carburant"


@dataclass(frozen=True)
class Products:
    """One array entry per product, in the order of the product's number."""

    product_id: np.ndarray
    family_number: np.ndarray
    base_price_cents: np.ndarray
    vat_rate: np.ndarray
    unit: np.ndarray
    reach: np.ndarray  # smallest format that sells it: 0 hypermarket, 1 supermarket, 2 city shop
    weight: np.ndarray
    margin: np.ndarray
    season: np.ndarray
    is_perishable: np.ndarray
    is_fuel: np.ndarray
    price_offset_days: np.ndarray
    listed_on: np.ndarray  # datetime64[D]
    supplier_number: np.ndarray
    tree: dict[str, np.ndarray]  # the descriptive columns

    @property
    def count(self) -> int:
        """How many products there are, fuels included."""
        return len(self.product_id)

    def prices_on(self, day: date, first_date: date) -> np.ndarray:
        """Unit price in cents, tax included, of every product that day."""
        age = (day - first_date).days
        steps = (age + self.price_offset_days) // DAYS_BETWEEN_PRICE_CHANGES
        growth = (1 + INFLATION_PER_YEAR) ** (steps * DAYS_BETWEEN_PRICE_CHANGES / 365)
        # Pump prices follow the oil market: a slow swing over the year and a half, not the shelf's two steps a year.
        swing = 1 + 0.06 * np.sin(age / 87) + 0.02 * np.sin(age / 13)
        return np.maximum(1, np.rint(self.base_price_cents * np.where(self.is_fuel, swing, growth))).astype(np.int64)


def make_products(plan: DemoPlan) -> Products:
    """All products of the plan; the last ones are the fuels."""
    draw = generator(plan.seed, "products")
    families = _rows("product_tree")
    fuels = _rows("fuels")
    counts = _family_counts(families, plan.size.product_count - len(fuels))
    family_number = np.repeat(np.arange(len(families)), counts)
    count = len(family_number)
    rank = np.concatenate([np.arange(n) for n in counts])

    def of_family(column: str, kind: type = float) -> np.ndarray:
        return np.array([kind(family[column]) for family in families])[family_number]

    weight = _popularity(of_family("weight"), rank, family_number, len(families))
    reach = np.array([REACH_CODES[family["reach"]] for family in families])[family_number]
    names = _names(draw, families, counts)
    brand, brand_type, supplier_number, supplier_name = _brands(draw, families, family_number)
    prices = _prices(draw, of_family("low"), of_family("high"), brand_type)
    unit = np.array([UNITS.index(family["unit"]) for family in families])[family_number]
    # The slower half of a family is not stocked by city shops, the slowest tenth by hypermarkets alone.
    share = rank / counts[family_number]
    reach = np.minimum(reach, np.where(share < 0.45, 2, np.where(share < 0.9, 1, 0)))
    tree = _tree(families, family_number) | {
        "product_name": np.array(
            [f"{head} {b} {size}" for (head, size), b in zip(names, brand, strict=True)], dtype=object
        ),
        "brand": brand,
        "brand_type": brand_type,
        "supplier_name": supplier_name,
    }
    shelf = {
        "family_number": family_number,
        "base_price_cents": prices,
        "vat_rate": of_family("vat"),
        "unit": unit,
        "reach": reach,
        "weight": weight,
        "margin": np.clip(of_family("margin") + draw.normal(0, 0.03, count), 0.06, 0.7),
        "season": of_family("season", str),
        "is_perishable": of_family("perishable", int).astype(bool),
        "is_fuel": np.zeros(count, dtype=bool),
        "price_offset_days": draw.integers(0, DAYS_BETWEEN_PRICE_CHANGES, count),
        "listed_on": _listing_days(draw, plan, count),
        "supplier_number": supplier_number,
    }
    columns, tree = _with_fuels(shelf, tree, fuels, len(families))
    return Products(product_id=_ean_codes(columns["unit"], columns["supplier_number"]), tree=tree, **columns)


def create_products_table(connection: duckdb.DuckDBPyConnection, products: Products, table: str) -> None:
    """The products as a table with the contract's columns, the product's number and the first day it was listed."""
    columns = {
        "product_number": np.arange(products.count),
        "product_id": products.product_id,
        **products.tree,
        "supplier_number": products.supplier_number,
        "vat_rate": products.vat_rate,
        "unit": np.array(UNITS, dtype=object)[products.unit],
        "is_fuel": products.is_fuel,
        "is_perishable": products.is_perishable,
        "listed_on": products.listed_on.astype("datetime64[us]"),
    }
    select = (
        "* exclude (supplier_number, vat_rate, listed_on), "
        "'F' || lpad(cast(supplier_number + 1 as varchar), 4, '0') as supplier_id, "
        "cast(vat_rate as decimal(5, 4)) as vat_rate, cast(listed_on as date) as listed_on"
    )
    create_table(connection, table, columns, select)


def season_factors(codes: list[str], day: date, calendar: DemoCalendar) -> np.ndarray:
    """How much more than in a plain week the families of each season code sell that day."""
    return np.array([_season_factor(code, day, calendar) for code in codes])


def ean13(first_twelve: str) -> str:
    """The thirteen digits with their check digit."""
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(first_twelve))
    return first_twelve + str(-total % 10)


def _season_factor(code: str, day: date, calendar: DemoCalendar) -> float:
    month_day = (day.month, day.day)
    to_easter = calendar.days_to("easter", day)
    if code == "easter_chocolate":
        return 28.0 if 0 <= to_easter <= 8 else 9.0 if 9 <= to_easter <= 24 else 3.0 if -4 <= to_easter < 0 else 0.02
    if code == "easter_lamb":
        return 6.0 if -1 <= to_easter <= 5 else 1.0
    if code == "christmas":
        return 4.0 if (12, 10) <= month_day <= (12, 31) else 1.6 if month_day >= (11, 25) else 0.8
    if code == "galette":
        return 26.0 if month_day <= (1, 18) else 2.0 if month_day >= (12, 20) else 0.05
    if code == "toys":
        return 5.0 if (11, 15) <= month_day <= (12, 24) else 0.8
    if code in ("school", "back_to_school"):
        peak = 9.0 if code == "school" else 1.3
        return peak if -12 <= calendar.days_to("back_to_school", day) <= 14 else 0.9
    if code == "sales":
        nearest = max(
            calendar.days_to("winter_sales", day), calendar.days_to("summer_sales", day), key=lambda d: -abs(d)
        )
        return 2.4 if -20 <= nearest <= 0 else 0.9
    if code == "black_friday":
        return 4.0 if -3 <= calendar.days_to("black_friday", day) <= 4 else 1.5 if day.month == 12 else 0.9
    if code == "flowers":
        return 5.0 if 0 <= calendar.days_to("all_saints", day) <= 7 else 0.9
    summer = {"summer": 1.4, "bbq": 1.8, "ice": 2.6, "winter": 0.75}
    cold = {"summer": 0.85, "bbq": 0.7, "ice": 0.55, "winter": 1.25}
    return (summer if 5 <= day.month <= 8 else cold).get(code, 1.0)


def _rows(name: str) -> list[dict[str, str]]:
    source = files("lundi.demo.retailer") / "reference" / f"{name}.csv"
    return list(csv.DictReader(source.read_text(encoding="utf-8").splitlines(), delimiter=";"))


def _family_counts(families: list[dict[str, str]], count: int) -> np.ndarray:
    # The root: a family that sells ten times more has some three times as many products.
    share = np.array([float(family["weight"]) for family in families]) ** 0.5
    counts = np.maximum(1, np.floor(share / share.sum() * count)).astype(int)
    counts[: count - counts.sum()] += 1
    return counts


def _popularity(family_weight: np.ndarray, rank: np.ndarray, family_number: np.ndarray, families: int) -> np.ndarray:
    within = (rank + 2.0) ** -0.75
    totals = np.bincount(family_number, weights=within, minlength=families)
    return family_weight * within / totals[family_number]


def _prices(draw: np.random.Generator, low: np.ndarray, high: np.ndarray, brand_type: np.ndarray) -> np.ndarray:
    price = low * (high / low) ** draw.beta(1.7, 2.6, len(low)) * np.where(brand_type == "private", 0.86, 1.0)
    # Shelf prices end in 9 or 5 cents.
    tens = np.floor(price * 10)
    return (tens * 10 + np.where(draw.random(len(low)) < 0.7, 9, 5)).astype(np.int64)


def _names(draw: np.random.Generator, families: list[dict[str, str]], counts: np.ndarray) -> list[tuple[str, str]]:
    names = []
    for family, count in zip(families, counts, strict=True):
        heads = [f"{noun} {v}" for noun in family["nouns"].split("|") for v in family["variants"].split("|")]
        pairs = [(head, size) for head in heads for size in family["sizes"].split("|")]
        order = draw.permutation(len(pairs))
        names += [pairs[order[number % len(pairs)]] for number in range(count)]
    return names


def _brands(
    draw: np.random.Generator, families: list[dict[str, str]], family_number: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    brands = _rows("brands")
    by_department: dict[str, list[int]] = {}
    for number, row in enumerate(brands):
        for department in row["departments"].split("|"):
            by_department.setdefault(department, []).append(number)
    count = len(family_number)
    is_private = draw.random(count) < 0.32
    private = draw.choice(3, count, p=(0.6, 0.2, 0.2))
    place = draw.random(count)
    choices = [by_department[family["department"]] for family in families]
    national = np.array([choices[f][int(p * len(choices[f]))] for f, p in zip(family_number, place, strict=True)])
    national_names = np.array([row["brand"] for row in brands], dtype=object)
    supplier_names = np.array([row["supplier_name"] for row in brands] + list(PRIVATE_SUPPLIERS), dtype=object)
    brand = np.where(is_private, np.array(PRIVATE_BRANDS, dtype=object)[private], national_names[national])
    supplier = np.where(is_private, len(brands) + private, national)
    kind = np.where(is_private, "private", "national").astype(object)
    return brand, kind, supplier, supplier_names[supplier]


def _listing_days(draw: np.random.Generator, plan: DemoPlan, count: int) -> np.ndarray:
    days = (plan.last_date - plan.first_date).days
    age = np.where(draw.random(count) < 0.06, draw.integers(14, days - 7, count), 0)
    return np.datetime64(plan.first_date, "D") + age.astype("timedelta64[D]")


def _tree(families: list[dict[str, str]], family_number: np.ndarray) -> dict[str, np.ndarray]:
    names = [[f["department"], f"{f['department']}|{f['aisle']}", f"{f['department']}|{f['aisle']}|{f['family']}"]
             for f in families]  # fmt: skip
    departments = list(dict.fromkeys(name[0] for name in names))
    codes: dict[str, str] = {}
    children: dict[str, int] = {}
    for levels in names:
        parent = ""
        for level in levels:
            if level not in codes:
                children[parent] = children.get(parent, 0) + 1
                codes[level] = codes.get(parent, "") + f"{children[parent]:02d}"
            parent = level
    assert len(departments) == children[""]
    columns: dict[str, np.ndarray] = {}
    for place, level in enumerate(("department", "aisle", "family")):
        columns[f"{level}_code"] = np.array([codes[n[place]] for n in names], dtype=object)[family_number]
        columns[f"{level}_name"] = np.array([f[level] for f in families], dtype=object)[family_number]
    return columns


def _with_fuels(
    shelf: dict[str, np.ndarray], tree: dict[str, np.ndarray], fuels: list[dict[str, str]], families: int
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    count = len(fuels)
    pump = {
        "family_number": np.full(count, families),
        "base_price_cents": np.array([round(100 * float(fuel["price"])) for fuel in fuels]),
        "vat_rate": np.full(count, 0.2),
        "unit": np.full(count, LITRE),
        "reach": np.zeros(count, dtype=int),
        "weight": np.array([float(fuel["weight"]) for fuel in fuels]),
        "margin": np.full(count, 0.03),
        "season": np.full(count, "", dtype=object),
        "is_perishable": np.zeros(count, dtype=bool),
        "is_fuel": np.ones(count, dtype=bool),
        "price_offset_days": np.zeros(count, dtype=int),
        "listed_on": np.full(count, shelf["listed_on"].min()),
        "supplier_number": np.full(count, int(shelf["supplier_number"].max()) + 1),
    }
    code = f"{int(max(tree['department_code'])) + 1:02d}"
    kinds = list(dict.fromkeys(fuel["family"] for fuel in fuels))
    texts = {
        "department_code": [code] * count,
        "department_name": [FUEL_DEPARTMENT] * count,
        "aisle_code": [f"{code}01"] * count,
        "aisle_name": ["Station-service"] * count,
        "family_code": [f"{code}01{kinds.index(fuel['family']) + 1:02d}" for fuel in fuels],
        "family_name": [fuel["family"] for fuel in fuels],
        "product_name": [fuel["product_name"] for fuel in fuels],
        "brand": ["Lundi"] * count,
        "brand_type": ["private"] * count,
        "supplier_name": ["Dépôts pétroliers de l’Estuaire SA"] * count,
    }
    columns = {name: np.concatenate([values, pump[name]]) for name, values in shelf.items()}
    tree = {name: np.concatenate([values, np.array(texts[name], dtype=object)]) for name, values in tree.items()}
    return columns, tree


def _ean_codes(unit: np.ndarray, supplier: np.ndarray) -> np.ndarray:
    # 2…: weighed in the shop, as the GS1 keeps that range for; 3…: France.
    return np.array(
        [
            ean13(f"24{number:010d}" if kind == KILOGRAM else f"3{560000 + 37 * int(s):06d}{number:05d}")
            for number, (kind, s) in enumerate(zip(unit, supplier, strict=True))
        ],
        dtype=object,
    )
