"""Which products a day's baskets hold: the draw of products, their prices and their promotions of the week."""

from dataclasses import dataclass
from datetime import date, timedelta

import duckdb
import numpy as np

from lundi.demo.retailer.calendar import DemoCalendar
from lundi.demo.retailer.frames import create_table
from lundi.demo.retailer.products import EACH, KILOGRAM, Products, season_factors
from lundi.demo.retailer.randomness import generator
from lundi.demo.retailer.size import DemoPlan

# The smallest reach code of a product that each format stocks.
FORMAT_REACH = {"hypermarket": 0, "supermarket": 1, "drive": 1, "darkstore": 1, "city": 2}
FORMATS = tuple(FORMAT_REACH)

# (mechanism, discount as a share of the line, least quantity)
MECHANISMS = (
    ("-20 % immédiat", 0.20, 1),
    ("-30 % immédiat", 0.30, 1),
    ("Le 2e à -50 %", 0.25, 2),
    ("2 achetés, 1 offert", 0.3333, 3),
    ("-34 % sur le lot", 0.34, 2),
)
PROMOTION_LIFT = 2.6
PRODUCTS_PER_PROMOTION = 8


@dataclass(frozen=True)
class Promotions:
    """The promotions in order, and for each week and product the one that runs (-1: none)."""

    promotion_id: np.ndarray
    name: np.ndarray
    mechanism: np.ndarray
    discount_rate: np.ndarray
    least_quantity: np.ndarray
    valid_from: np.ndarray
    valid_to: np.ndarray
    is_supplier_funded: np.ndarray
    running: np.ndarray  # [week, product]


class Assortment:
    """What can be drawn on each day of the history."""

    def __init__(self, plan: DemoPlan, products: Products, promotions: Promotions, calendar: DemoCalendar) -> None:
        self.plan = plan
        self.products = products
        self.promotions = promotions
        self.calendar = calendar
        self._season_codes = sorted({str(code) for code in products.season})
        self._season_number = np.searchsorted(self._season_codes, products.season.astype(str))
        self._shelf = {
            reach: np.where((products.reach >= reach) & ~products.is_fuel, products.weight, 0.0) for reach in (0, 1, 2)
        }
        self._fuel_cdf = np.cumsum(np.where(products.is_fuel, products.weight, 0.0))

    def week_number(self, day: date) -> int:
        """Weeks since the history's first day."""
        return (day - self.plan.first_date).days // 7

    def weights_on(self, day: date, reach: int) -> np.ndarray:
        """The chance of each product in the shops of that reach, not normalised."""
        factors = season_factors(self._season_codes, day, self.calendar)[self._season_number]
        is_promoted = self.promotions.running[self.week_number(day)] >= 0
        is_listed = self.products.listed_on <= np.datetime64(day, "D")
        return self._shelf[reach] * factors * np.where(is_promoted, PROMOTION_LIFT, 1.0) * is_listed

    def draw(self, draw: np.random.Generator, day: date, reach: int, count: int) -> np.ndarray:
        """Product numbers of `count` lines."""
        return _draw(draw, np.cumsum(self.weights_on(day, reach)), count)

    def draw_fuel(self, draw: np.random.Generator, count: int) -> np.ndarray:
        """Product numbers of `count` fillings."""
        return _draw(draw, self._fuel_cdf, count)

    def prices_on(self, day: date) -> np.ndarray:
        """Unit prices in cents; they change on Mondays only."""
        monday = day - timedelta(days=day.isoweekday() - 1)
        return self.products.prices_on(monday, self.plan.first_date)

    def discounts(self, week: int, product: np.ndarray, quantity: np.ndarray, gross_cents: np.ndarray) -> tuple:
        """Discount in cents of each line, and the number of its promotion (-1: none). Quantities in thousandths."""
        promotion = self.promotions.running[week, product]
        safe = np.maximum(promotion, 0)
        applies = (promotion >= 0) & (quantity >= 1000 * self.promotions.least_quantity[safe])
        discount = np.rint(gross_cents * self.promotions.discount_rate[safe]).astype(np.int64)
        return np.where(applies, discount, 0), np.where(applies, promotion, -1)


def draw_quantities(
    draw: np.random.Generator, products: Products, product: np.ndarray, price: np.ndarray
) -> np.ndarray:
    """Quantities in thousandths: whole pieces, or grams of what is weighed."""
    pieces = np.searchsorted((0.76, 0.92, 0.965, 0.985), draw.random(len(product)), side="right") + 1
    pieces = np.where(price > 2500, 1, pieces)
    # Meat is bought by the half kilogram, an orange bag by the one and a half.
    mean = np.clip(5.0 / np.maximum(price / 100, 1), 0.35, 1.4)
    grams = np.clip(draw.gamma(3.0, 1.0, len(product)) / 3.0 * mean * 1000, 60, 5000).astype(np.int64)
    return np.where(products.unit[product] == KILOGRAM, grams, pieces * 1000)


def gross_cents(quantity: np.ndarray, price: np.ndarray) -> np.ndarray:
    """Quantity (thousandths) times price, rounded half up to the cent."""
    return (quantity * price + 500) // 1000


def make_promotions(plan: DemoPlan, products: Products, calendar: DemoCalendar) -> Promotions:
    """Two or more promotions a week, each of one week or two, and the sales of winter and summer."""
    draw = generator(plan.seed, "promotions")
    weeks = plan.size.week_count
    running = np.full((weeks + 2, products.count), -1, dtype=np.int32)
    per_week = max(2, products.count // 900)
    rows: list[tuple] = []
    candidates = np.flatnonzero(~products.is_fuel)
    chance = products.weight[candidates] ** 0.5
    for week in range(-1, weeks):
        for _ in range(per_week):
            length = int(draw.integers(1, 3))
            mechanism, rate, least = MECHANISMS[int(draw.integers(len(MECHANISMS)))]
            chosen = draw.choice(candidates, PRODUCTS_PER_PROMOTION, replace=False, p=chance / chance.sum())
            if least > 1:
                chosen = chosen[products.unit[chosen] == EACH]
            free = chosen[(running[max(week, 0) : week + length, chosen] < 0).all(axis=0)]
            running[max(week, 0) : week + length, free] = len(rows)
            rows.append((f"Offre {mechanism}", mechanism, rate, least, week, length, bool(draw.random() < 0.55)))
    _add_sales(plan, products, calendar, running, rows)
    first = [plan.first_date + timedelta(weeks=row[4]) for row in rows]
    last = [day + timedelta(weeks=row[5], days=-1) for day, row in zip(first, rows, strict=True)]
    return Promotions(
        promotion_id=np.array([f"P{number + 1:05d}" for number in range(len(rows))], dtype=object),
        name=np.array([f"{row[0]} du {day:%d/%m/%Y}" for row, day in zip(rows, first, strict=True)], dtype=object),
        mechanism=np.array([row[1] for row in rows], dtype=object),
        discount_rate=np.array([row[2] for row in rows]),
        least_quantity=np.array([row[3] for row in rows]),
        valid_from=np.array(first, dtype="datetime64[us]"),
        valid_to=np.array(last, dtype="datetime64[us]"),
        is_supplier_funded=np.array([row[6] for row in rows]),
        running=running,
    )


def create_promotions_table(connection: duckdb.DuckDBPyConnection, promotions: Promotions, table: str) -> None:
    """The promotions as a table with the contract's columns and the promotion's number."""
    columns = {
        "promotion_number": np.arange(len(promotions.promotion_id)),
        "promotion_id": promotions.promotion_id,
        "promotion_name": promotions.name,
        "mechanism": promotions.mechanism,
        "valid_from": promotions.valid_from,
        "valid_to": promotions.valid_to,
        "is_supplier_funded": promotions.is_supplier_funded,
    }
    select = (
        "* exclude (valid_from, valid_to, is_supplier_funded), cast(valid_from as date) as valid_from, "
        "cast(valid_to as date) as valid_to, "
        "case when is_supplier_funded then 'supplier' else 'retailer' end as funded_by"
    )
    create_table(connection, table, columns, select)


def _draw(draw: np.random.Generator, cdf: np.ndarray, count: int) -> np.ndarray:
    return np.minimum(np.searchsorted(cdf, draw.random(count) * cdf[-1], side="right"), len(cdf) - 1)


def _add_sales(
    plan: DemoPlan, products: Products, calendar: DemoCalendar, running: np.ndarray, rows: list[tuple]
) -> None:
    """The legal sales: four weeks on half of the clothes and household linen, from the Monday of their first week."""
    draw = generator(plan.seed, "sales")
    for code, name in (("winter_sales", "Soldes d’hiver"), ("summer_sales", "Soldes d’été")):
        for day in calendar.events[code]:
            week = (day - plan.first_date).days // 7
            if not 0 <= week < plan.size.week_count:
                continue
            chosen = np.flatnonzero((products.season == "sales") & (draw.random(products.count) < 0.5))
            running[week : week + 4, chosen] = len(rows)
            rows.append((name, "-40 % soldes", 0.40, 1, week, 4, False))
