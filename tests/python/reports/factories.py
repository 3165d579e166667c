"""Sample reports shaped like the real ones; every number follows from a seed, so that a test can be repeated."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from lundi.reports.dataset import (
    ALL_CHANNELS,
    Annex,
    AnnexNode,
    AnnexRule,
    AnnexRun,
    AnnexSource,
    Channel,
    Comparison,
    Day,
    Definition,
    Department,
    DriveService,
    Edition,
    Effect,
    Evolution,
    LateDelivery,
    MissingStoreDay,
    MondayCost,
    Reading,
    Region,
    ReportData,
    ServiceRate,
    Split,
    Store,
    StoreMove,
    Target,
    Tile,
    WeekPoint,
)
from reports.customer_sample import customers

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
CHANNELS = (("store", "Magasin", "0.83"), ("drive", "Drive", "0.13"), ("home_delivery", "Livraison", "0.04"))
REGIONS = (("53", "Bretagne", "0.6"), ("93", "Provence-Alpes-Côte d’Azur", "0.4"))
EFFECTS = (("perimeter", "0.3"), ("calendar", "-0.15"), ("traffic", "0.9"), ("items_per_ticket", "-0.4"))
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


def monday_cost(language: str = "fr", amount: str | None = "0.42", *, is_estimated: bool = True) -> MondayCost:
    """The cost of the Monday before; `amount` None for the first one measured."""
    name = "Coût du lundi" if language == "fr" else "Cost of the Monday"
    if amount is None:
        return MondayCost(name, None, None, None, False, "first_measured_monday")
    return MondayCost(name, "2017-W39", Decimal(amount), 192, is_estimated, None)


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

    def channels(self) -> tuple[Channel, ...]:
        """Three channels that add up to the week."""
        left, found = self.total, []
        for number, (code, name, share) in enumerate(CHANNELS):
            amount = left if number == len(CHANNELS) - 1 else money(self.total * Decimal(share))
            left -= amount
            rate = None if code == "home_delivery" else Decimal("0.243")
            basket = money(amount / 1000)
            found.append(Channel(code, name, amount, amount / self.total, 1000, basket, rate, self.beside(amount)))
        return tuple(found)

    def regions(self) -> tuple[Region, ...]:
        """Two regions that add up to the week: one gains, one loses."""
        first = money(self.total * Decimal(REGIONS[0][2]))
        found = []
        for (code, name, _), amount, gain in zip(REGIONS, (first, self.total - first), ("0.95", "1.08"), strict=True):
            compared = money(amount * Decimal(gain))
            moves = (evolution("prior_year", amount, compared), evolution("week_before", amount, compared))
            found.append(Region(code, name, 4, amount, amount / self.total, amount - compared, moves))
        return tuple(found)

    def all_stores(self) -> tuple[Store, ...]:
        """Four stores, one of them not comparable."""
        found = []
        for number, share in enumerate(("0.4", "0.3", "0.2", "0.1")):
            amount = money(self.total * Decimal(share))
            moves = self.beside(amount)
            known = moves[0].compared_value
            reason = "Ouvert depuis moins de 13 mois" if number == 3 else None
            contribution = None if known is None else amount - known
            found.append(Store(f"M{number}", f"Magasin M{number}", "Bretagne", reason is None, reason, amount, 900,
                               contribution, moves))  # fmt: skip
        return tuple(found)

    def split(self) -> Split:
        """Five effects that add up to the difference from last year, one of them the cent left over."""
        if self.prior_reason:
            return Split(self.total, None, None, tuple(Effect(code, None) for code, _ in EFFECTS), self.prior_reason)
        compared = money(self.total * Decimal("0.97"))
        change = self.total - compared
        effects = [Effect(code, money(change * Decimal(part))) for code, part in EFFECTS]
        effects.append(Effect("price", change - sum(effect.amount for effect in effects)))
        return Split(self.total, compared, change, tuple(effects), None)

    def targets(self) -> tuple[Target, ...]:
        """A channel that misses its target, all channels that beat theirs, one without."""

        def target(code: str, name: str, progress: str) -> Target:
            sales = money(self.total / 2)
            aim = money(sales / Decimal(progress))
            return Target(code, name, aim, sales, Decimal(progress), aim * 40, sales * 40, Decimal(progress), aim * 53,
                          Decimal("0.755"), None)  # fmt: skip

        bare = Target("drive", "Drive", None, self.total / 8, None, None, None, None, None, None, "not_available")
        return (target(ALL_CHANNELS, ALL_CHANNELS, "1.021"), target("store", "Magasin", "0.962"), bare)

    def service(self) -> DriveService:
        """A drive that was late, without slots in the week before."""
        rates = (("on_time_rate", "0.932", "0.951"), ("substitution_rate", "0.041", "0.038"),
                 ("missing_line_rate", "0.018", "0.018"), ("slot_fill_rate", "0.874", None))  # fmt: skip
        known = [ServiceRate(code, Decimal(now), before and Decimal(before)) for code, now, before in rates]
        return DriveService(1240, 31, tuple(known))

    def readings(self) -> tuple[Reading, ...]:
        """A holiday, a loss and a rate."""
        day = self.first + timedelta(days=2)
        return (
            Reading("holiday", "{subject} tombe le {first_date} ; N-1 compare le {compared_first_date}.",
                    "La fête locale", first_date=day, compared_first_date=day - timedelta(days=364)),
            Reading("store_loss", "{subject} : {amount} contre N-1.", "Magasin M2", amount=Decimal("-48120.50")),
            Reading("late", "Le drive est à l’heure pour {rate} de {count} commandes.", rate=Decimal("0.932"),
                    item_count=1240),
        )  # fmt: skip

    def missing(self) -> tuple[MissingStoreDay, ...]:
        """Two days of one store."""
        days = (self.first + timedelta(days=5), self.first + timedelta(days=6))
        return tuple(MissingStoreDay("M3", "Magasin M3", "store", "Magasin", day) for day in days)

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
            edition=Edition("company", "company", "", store_count=8, comparable_store_count=7),
            channels=self.channels(),
            regions=self.regions(),
            stores=self.all_stores(),
            split=self.split(),
            targets=self.targets(),
            drive_service=self.service(),
            readings=self.readings(),
            missing_store_days=self.missing(),
            expected_store_day_count=56,
            monday_cost=monday_cost(language),
        ).with_hash()


def normal_week(language: str = "fr") -> ReportData:
    """Euros, with the year before."""
    return Sample(4_862_317.46, None).report("EUR", language)


def customers_week(language: str = "fr") -> ReportData:
    """The normal week of a company that knows its customers."""
    return replace(normal_week(language), customers=customers(language)).with_hash()


def annex() -> Annex:
    """Two sources, one of them late, checks of both kinds, a Monday that failed and one that did not."""
    due = datetime(2026, 11, 16, 4, 30)
    rules = [AnnexRule("dbt", "fct_tickets", f"assert_rule_{n}_holds", 1, 0, 1, 0, 0, n) for n in range(16)]
    return Annex(
        (
            AnnexSource("pos", "tickets", "fresh", None, due, due, 48, 0, 1, 1_204_551, 12),
            AnnexSource("drive", "orders", "late", Decimal("25.75"), due - timedelta(days=1), due, 31, 2, 0, 8_120, 0),
        ),
        (AnnexRule("gate_a", "pos_tickets", "volume_is_as_expected", 8, 7, 0, 1, 0, 0), *rules),
        (
            AnnexRun(due - timedelta(days=7), "2026-W45", "succeeded", 301, 61, 200, 30, 10),
            AnnexRun(due - timedelta(days=14), None, "failed", 12, 12, 0, 0, 0),
        ),
        (
            AnnexNode("fct_sales_lines", "model", Decimal("41.3"), 1_204_551),
            AnnexNode("a_test", "test", Decimal("2"), None),
        ),
    )


def annex_week(language: str = "fr") -> ReportData:
    """The normal week with its annex."""
    return replace(normal_week(language), annex=annex()).with_hash()


def degraded_week(language: str = "fr") -> ReportData:
    """The normal week, without the drive's last orders and without the page of the customers."""
    due = datetime(2026, 11, 16, 4, 0)
    late = tuple(
        LateDelivery(source, entity, due)
        for source, entity in (("drive", "orders"), ("drive", "order_lines"), ("kiosk", "orders"))
    )
    return replace(normal_week(language), late_deliveries=late, left_out_pages=("customers",)).with_hash()


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


def region_week(language: str = "fr") -> ReportData:
    """A region of the normal week: no regions within it."""
    edition = Edition("region:53", "region", "Bretagne", "Bretagne", store_count=4, comparable_store_count=3)
    return replace(Sample(2_917_390.48, None, seed=53).report("EUR", language), edition=edition, regions=()).with_hash()


def store_week(language: str = "fr", store_id: str = "M3") -> ReportData:
    """A store that is not comparable: nothing to rank, a day of more returns than sales."""
    data = Sample(61_204.12, None, seed=3).report("EUR", language)
    edition = Edition(
        f"store:{store_id}", "store", "Magasin de la Gare", "Bretagne", store_id, "city", "Quimper", Decimal(420), 1, 0,
        False, "Ouvert depuis moins de 13 mois",
    )  # fmt: skip
    returned = money(-250)
    monday, tuesday, *others = data.days
    tuesday = replace(tuesday, sales=returned, evolutions=beside_returns(returned))
    monday = replace(monday, sales=monday.sales + data.days[1].sales - returned)
    days = (monday, tuesday, *others)
    return replace(data, edition=edition, days=days, regions=(), stores=(), top_stores=(), flop_stores=()).with_hash()


def beside_returns(amount: Decimal) -> tuple[Evolution, ...]:
    """A day compared with a day of returns: the evolution cannot be stated."""
    return (evolution("prior_year", amount, money(-10)), evolution("week_before", amount, money(1200)))


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
        channels=(),
        regions=(),
        stores=(),
        split=None,
        targets=(),
        drive_service=None,
        readings=(),
        missing_store_days=(),
        delivered_until=None,
        selling_store_count=None,
        notices=(),
    ).with_hash()
