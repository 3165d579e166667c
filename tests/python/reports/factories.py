"""Sample reports shaped like the real ones; every number follows from a seed, so that a test can be repeated."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from lundi.reports.dataset import (
    Comparison,
    Day,
    Definition,
    Department,
    Evolution,
    ReportData,
    StoreMove,
    Tile,
    WeekPoint,
)

CENT = Decimal("0.01")
DEPARTMENTS = (
    ("GROCERY", "0.423"), ("DRUG GM", "0.128"), ("FUEL", "0.087"), ("PRODUCE", "0.079"), ("MEAT", "0.061"),
    ("MEAT-PCKGD", "0.052"), ("DELI", "0.039"), ("PASTRY", "0.0174"), ("NUTRITION", "0.0163"),
    ("SEAFOOD-PCKGD", "0.0142"), ("MISCELLANEOUS", "0.0121"), ("SALAD BAR", "0.0093"), ("FLORAL", "0.0081"),
    ("SEAFOOD", "0.0077"), ("SPIRITS", "0.0069"), ("COSMETICS", "0.0064"), ("GARDEN CENTER", "0.0058"),
    ("RESTAURANT", "0.0049"), ("CHEF SHOPPE", "0.0041"), ("COUPON", "0.0037"), ("TRAVEL & LEISURE", "0.0031"),
    ("FROZEN GROCERY", "0.0026"), ("AUTOMOTIVE", "0.0019"), ("PHOTO & VIDEO", "0.0014"),
    ("HOUSEWARES", "0.0011"), ("TOYS", "0.0008"), ("CNTRL/STORE SUP", "0.0004"),
)  # fmt: skip
LAST_DEPARTMENT = "ELECT &PLUMBING"
METRICS = (
    ("sales_eur_incl_tax", "Ventes TTC", "currency", 0),
    ("ticket_count", "Tickets", "count", 0),
    ("average_basket_eur_incl_tax", "Panier moyen", "currency", 2),
    ("items_per_basket", "Articles par panier", "decimal", 2),
    ("average_price_eur_incl_tax", "Prix moyen de l’article", "currency", 2),
    ("loyalty_sales_share", "Part des ventes encartées", "rate", 1),
)
DEFINITIONS = (
    (
        "Montant payé en caisse, remises déduites et taxes comprises, retours en moins.",
        "somme des lignes de vente",
    ),
    (
        "Passages en caisse dont la quantité nette est positive, et commandes servies.",
        "nombre de tickets distincts",
    ),
    ("Montant moyen d’un ticket.", "ventes TTC / tickets"),
    ("Nombre moyen d’articles d’un ticket ; une ligne au poids compte pour un.", "articles / tickets"),
    ("Montant moyen d’un article.", "ventes TTC / articles"),
    ("Part des ventes faites avec une carte de fidélité.", "ventes encartées / ventes TTC"),
)


def money(value: float | Decimal) -> Decimal:
    """To the cent."""
    return Decimal(value).quantize(CENT, rounding=ROUND_HALF_UP)


def evolution(code: str, current: Decimal | None, compared: Decimal | None, reason: str | None = None) -> Evolution:
    """A rate, with the reasons that the real data gives."""
    if reason or current is None or compared is None:
        return Evolution(code, current, compared, None, reason or "no_compared_sales")
    if compared <= 0:
        return Evolution(code, current, compared, None, "not_positive")
    return Evolution(code, current, compared, (current - compared) / compared, None)


def points(code: str, current: Decimal | None, compared: Decimal | None, reason: str | None = None) -> Evolution:
    """The evolution of a figure that is itself a rate."""
    if reason or current is None or compared is None:
        return Evolution(code, current, compared, None, reason or "no_compared_sales")
    return Evolution(code, current, compared, current - compared, None)


class Sample:
    """Draws one report."""

    def __init__(self, total: float, prior_reason: str | None, seed: int = 40) -> None:
        self.random = random.Random(seed)
        self.total = money(total)
        self.prior_reason = prior_reason
        self.first = date(2017, 10, 2)

    def beside(self, current: Decimal | None, spread: float = 0.06) -> tuple[Evolution, Evolution]:
        """Both weekly comparisons of an amount."""
        before = money(float(current) * (1.03 + self.random.uniform(-spread, spread)))
        prior = None if self.prior_reason else money(float(current) * (0.97 + self.random.uniform(-spread, spread)))
        return (
            evolution("prior_year", current, prior, self.prior_reason),
            evolution("week_before", current, before),
        )

    def tiles(self, language: str) -> tuple[Tile, ...]:
        """The six headline figures."""
        tickets = Decimal(round(float(self.total) / 29.17))
        items = Decimal(round(float(tickets) * 9.63))
        loyal = Decimal(1) if self.prior_reason else Decimal("0.8437")
        values = (self.total, tickets, self.total / tickets, items / tickets, self.total / items, loyal)
        tiles = []
        for (code, name, unit, decimals), value in zip(METRICS, values, strict=True):
            if unit == "rate":
                compared = (points("prior_year", value, None if self.prior_reason else value - Decimal("0.0084"),
                                   self.prior_reason), points("week_before", value, value))  # fmt: skip
                prior_share = None if self.prior_reason else value - Decimal("0.0031")
                to_date = points("year_to_date", value, prior_share, self.prior_reason)
            else:
                compared = self.beside(value)
                summed = value * 39 if code in ("sales_eur_incl_tax", "ticket_count") else value
                change = Decimal(round(1 - self.random.uniform(-0.03, 0.03), 4))
                prior = None if self.prior_reason else summed * change
                to_date = evolution("year_to_date", summed, prior, self.prior_reason)
            label = name if language == "fr" else code.replace("_eur_incl_tax", "").replace("_", " ").capitalize()
            tiles.append(Tile(code, label, unit, decimals, value, (*compared, to_date)))
        return tuple(tiles)

    def days(self) -> tuple[Day, ...]:
        """Seven days that add up to the week."""
        weights = (0.134, 0.121, 0.123, 0.129, 0.146, 0.186)
        amounts = [money(float(self.total) * weight) for weight in weights]
        amounts.append(self.total - sum(amounts))
        days = []
        for offset, amount in enumerate(amounts):
            day = self.first + timedelta(days=offset)
            prior_day = None if self.prior_reason else day - timedelta(days=364)
            compared = (("prior_year", prior_day), ("week_before", day - timedelta(days=7)))
            tickets = round(float(amount) / 29.17)
            days.append(Day(day, None, amount, tickets, self.beside(amount, 0.12), compared))
        return tuple(days)

    def departments(self) -> tuple[Department, ...]:
        """Departments that add up to the week, the last one without compared sales."""
        rows = []
        left = self.total
        for number, (name, share) in enumerate(DEPARTMENTS):
            amount = money(self.total * Decimal(share))
            left -= amount
            rows.append(self.department(number, name, amount, self.beside(amount, 0.18)))
        new = (
            evolution("prior_year", left, None, self.prior_reason or "no_compared_sales"),
            evolution("week_before", left, None),
        )
        rows.append(self.department(len(rows), LAST_DEPARTMENT, left, new))
        return tuple(rows)

    def department(self, number: int, name: str, amount: Decimal, moves: tuple[Evolution, ...]) -> Department:
        """One department."""
        tickets = round(float(self.total) / 29.17 * float(amount / self.total) ** 0.6)
        return Department(f"{number:02d}", name, amount, amount / self.total, tickets, moves)

    def weeks(self) -> tuple[WeekPoint, ...]:
        """The year so far; without a prior year the first week is a partial one."""
        count = 41 if self.prior_reason else 53
        points_drawn = []
        for back in range(count - 1, -1, -1):
            first = self.first - timedelta(days=7 * back)
            year, week, _ = first.isocalendar()
            sales = money(float(self.total) * (1 + self.random.uniform(-0.09, 0.07)))
            is_partial = bool(self.prior_reason) and back == count - 1
            if is_partial:
                sales = money(float(self.total) / 7)
            if back == 0:
                sales = self.total
            prior = None if self.prior_reason else money(float(sales) * (0.97 + self.random.uniform(-0.05, 0.05)))
            points_drawn.append(WeekPoint(f"{year}-W{week:02d}", first, sales, prior, is_partial))
        return tuple(points_drawn)

    def stores(self, direction: int) -> tuple[StoreMove, ...]:
        """Five stores on one side."""
        moves = []
        for rank in range(1, 6):
            scale = float(self.total) / 88_000
            compared = money((500 + self.random.uniform(20, 700)) * scale)
            contribution = money(direction * (420 - 55 * rank + self.random.uniform(0, 20)) * scale)
            store = str(self.random.randint(280, 34000))
            sales = compared + contribution
            label = f"Magasin {store}" if rank != 2 else f"Magasin {store} — Centre commercial de la Porte du Nord"
            moves.append(StoreMove(rank, store, label, sales, compared, contribution / compared, contribution))
        return tuple(moves)

    def comparisons(self) -> tuple[Comparison, ...]:
        """The dates compared."""
        last = self.first + timedelta(days=6)
        year_ago = self.first - timedelta(days=364)
        week_ago = self.first - timedelta(days=7)
        begin = date(2017, 1, 2)
        return (
            Comparison("prior_year", self.first, last, year_ago, year_ago + timedelta(days=6), self.prior_reason),
            Comparison("week_before", self.first, last, week_ago, week_ago + timedelta(days=6), None),
            Comparison("year_to_date", begin, last, date(2016, 1, 4), date(2016, 10, 9), self.prior_reason),
        )

    def report(self, currency: str, language: str = "fr") -> ReportData:
        """The whole report."""
        main = "week_before" if self.prior_reason else "prior_year"
        definitions = tuple(
            Definition(code, name, text, formula)
            for (code, name, _, _), (text, formula) in zip(METRICS, DEFINITIONS, strict=True)
        )
        return ReportData(
            language=language,
            iso_week="2017-W40",
            first_date=self.first,
            last_date=self.first + timedelta(days=6),
            currency_code=currency,
            is_foreign_currency=currency != "EUR",
            delivered_until=datetime(2017, 10, 9, 4, 12, tzinfo=UTC),
            selling_store_count=303,
            known_store_count=457,
            main_comparison_code=main,
            comparisons=self.comparisons(),
            tiles=self.tiles(language),
            days=self.days(),
            weeks=self.weeks(),
            departments=self.departments(),
            top_stores=self.stores(1),
            flop_stores=self.stores(-1),
            store_floor=Decimal(500),
            definitions=definitions,
            notices=("14 magasins sans livraison dimanche 8 octobre : leurs ventes de ce jour manquent.",),
        ).with_hash()


def normal_week(language: str = "fr") -> ReportData:
    """Euros, with the year before."""
    return Sample(4_862_317.46, None).report("EUR", language)


def dollar_week(language: str = "fr") -> ReportData:
    """American baskets without a year before: compared with the week before."""
    return Sample(88_123.45, "period_incomplete").report("USD", language)


def one_store_week() -> ReportData:
    """A single store: nothing to rank, one day missing from the comparison."""
    data = Sample(21_430.5, None, seed=7).report("EUR")
    monday = data.days[0]
    lonely = replace(
        monday,
        evolutions=(
            evolution("prior_year", monday.sales, None, "no_compared_sales"),
            evolution("week_before", monday.sales, None, "no_compared_sales"),
        ),
        day_event="Jour férié local",
    )
    departments = (data.departments[0], data.departments[1])
    total = data.tiles[0].current_value
    first_sales = total - departments[1].sales
    first = replace(departments[0], sales=first_sales, sales_share=first_sales / total)
    return replace(
        data,
        days=(lonely, *data.days[1:]),
        departments=(first, departments[1]),
        selling_store_count=1,
        known_store_count=1,
        top_stores=data.top_stores[:1],
        flop_stores=(),
        notices=(),
    ).with_hash()


def empty_week() -> ReportData:
    """Nothing sold, nothing received."""
    data = Sample(1000, None).report("EUR")
    reason = "no_sales"
    tiles = tuple(
        replace(
            tile,
            current_value=None,
            evolutions=tuple(
                Evolution(e.comparison_code, None, e.compared_value, None, reason) for e in tile.evolutions
            ),
        )
        for tile in data.tiles
    )
    comparisons = tuple(replace(c, reason_code=reason) for c in data.comparisons)
    return replace(
        data,
        tiles=tiles,
        comparisons=comparisons,
        days=(),
        weeks=(),
        departments=(),
        top_stores=(),
        flop_stores=(),
        delivered_until=None,
        selling_store_count=None,
        notices=(),
    ).with_hash()
