"""Numbers, amounts, dates and weeks as people write them in French and in English.

Pure functions of their arguments. Rounding is half up, done here in decimal arithmetic before babel lays out the
digits, because babel alone rounds half to even (3.45 would become 3,4).
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from babel.core import Locale
from babel.dates import format_date
from babel.numbers import format_decimal, get_currency_symbol

NO_BREAK = "\u00a0"
NARROW_NO_BREAK = "\u202f"
MINUS = "\u2212"
NOT_STATED = "n.c."
LOCALES = {"fr": "fr_FR", "en": "en_GB"}  # British English: US dollars stay "US$" and weeks begin on Monday
COMPACT_UNITS = ((Decimal(1_000_000), "M"), (Decimal(1_000), "k"))

Number = Decimal | int


def is_stated(value: Number | None) -> bool:
    """Whether there is a finite number to print."""
    return value is not None and Decimal(value).is_finite()


def round_half_up(value: Number, decimals: int) -> Decimal:
    """The value with that many decimals; halves go away from zero and a rounded zero has no sign."""
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return rounded if rounded else abs(rounded)


def sign_of(value: Number, decimals: int) -> int:
    """-1, 0 or 1 for the value as printed: what rounds to zero has not moved."""
    rounded = round_half_up(value, decimals)
    return (rounded > 0) - (rounded < 0)


# A store's page holds five hundred numbers: read anew for each, the locale would cost more than they do.
@cache
def _locale(name: str) -> Locale:
    return Locale.parse(name)


@dataclass(frozen=True)
class Formats:
    """The conventions of one language and one currency."""

    language: str
    currency_code: str

    @property
    def locale(self) -> Locale:
        """The CLDR locale behind the language."""
        return _locale(LOCALES[self.language])

    @property
    def currency(self) -> str:
        """The currency's sign: €, and $US in French or US$ in English for the American dollar."""
        return get_currency_symbol(self.currency_code, locale=self.locale)

    @property
    def vega_locale(self) -> dict[str, object]:
        """The same separators, as d3-format wants them."""
        is_french = self.language == "fr"
        return {
            "decimal": "," if is_french else ".",
            "thousands": NARROW_NO_BREAK if is_french else ",",
            "grouping": [3],
            "currency": ["", NO_BREAK + self.currency] if is_french else [self.currency, ""],
            "minus": MINUS,
        }

    def number(self, value: Number | None, decimals: int = 0, *, signed: bool = False) -> str:
        """A plain number; with `signed`, a plus sign before what has grown."""
        if not is_stated(value):
            return NOT_STATED
        rounded = round_half_up(value, decimals)
        digits = format_decimal(abs(rounded), "#,##0" + ("." + "0" * decimals if decimals else ""), self.locale)
        return _sign(rounded, signed=signed) + digits

    def percent(self, rate: Number | None, decimals: int = 1, *, signed: bool = False) -> str:
        """A rate (0.034) as a percentage (3,4 %)."""
        if not is_stated(rate):
            return NOT_STATED
        space = NARROW_NO_BREAK if self.language == "fr" else ""
        return self.number(Decimal(rate) * 100, decimals, signed=signed) + space + "%"

    def evolution(self, rate: Number | None, decimals: int = 1) -> str:
        """An evolution rate, always with its sign: +3,4 %."""
        return self.percent(rate, decimals, signed=True)

    def points(self, difference: Number | None, decimals: int = 1) -> str:
        """The difference of two rates in percentage points: +0,8 pt."""
        if not is_stated(difference):
            return NOT_STATED
        return self.number(Decimal(difference) * 100, decimals, signed=True) + NO_BREAK + "pt"

    def money(self, value: Number | None, decimals: int = 0, *, signed: bool = False) -> str:
        """An amount with its currency: 88 123 $US in French, US$88,123 in English."""
        if not is_stated(value):
            return NOT_STATED
        return self._with_currency(self.number(value, decimals, signed=signed))

    def compact(self, value: Number | None, *, signed: bool = False) -> str:
        """A number short enough for a chart: 950, 12,3 k, 48,6 M."""
        if not is_stated(value):
            return NOT_STATED
        scaled, unit = _scale(Decimal(value))
        decimals = 1 if unit and abs(scaled) < 100 else 0
        space = NARROW_NO_BREAK if self.language == "fr" and unit else ""
        return self.number(scaled, decimals, signed=signed) + space + unit

    def tick(self, value: Number) -> str:
        """A round amount on an axis, without digits that say nothing: 50 k, 2,25 M."""
        scaled, unit = _scale(Decimal(value))
        decimals = next(places for places in (0, 1, 2) if places == 2 or round_half_up(scaled, places) == scaled)
        space = NARROW_NO_BREAK if self.language == "fr" and unit else ""
        return self.number(scaled, decimals) + space + unit

    def value(self, value: Number | None, unit: str, decimals: int) -> str:
        """A figure by its unit: currency, count, rate or decimal."""
        if unit == "currency":
            return self.money(value, decimals)
        if unit == "rate":
            return self.percent(value, decimals)
        return self.number(value, decimals)

    def short_value(self, value: Number | None, unit: str, decimals: int) -> str:
        """The same where there is little room: 48,62 M€ from a million on, and 381,4 k€ from a hundred thousand."""
        if not is_stated(value) or unit not in ("currency", "count"):
            return self.value(value, unit, decimals)
        size, letter = _short_unit(Decimal(value), unit)
        if not letter:
            return self.value(value, unit, decimals)
        scaled = Decimal(value) / size
        places = 1 if letter == "k" else 2 if abs(scaled) < 100 else 1 if abs(scaled) < 1000 else 0
        space = NARROW_NO_BREAK if self.language == "fr" else ""
        number = self.number(scaled, places) + space + letter
        if unit == "count":
            return number
        return self._with_currency(number)

    def duration(self, seconds: Number | None) -> str:
        """A length of time to the second: 48 s, 3 min 12 s, 1 h 05 min 00 s."""
        if not is_stated(seconds):
            return NOT_STATED
        minutes, rest = divmod(int(round_half_up(seconds, 0)), 60)
        hours, minutes = divmod(minutes, 60)
        parts = [f"{hours}{NO_BREAK}h"] if hours else []
        parts += [f"{minutes:02d}{NO_BREAK}min" if hours else f"{minutes}{NO_BREAK}min"] if hours or minutes else []
        parts.append(f"{rest:02d}{NO_BREAK}s" if parts else f"{rest}{NO_BREAK}s")
        return NO_BREAK.join(parts)

    def week(self, iso_week: str) -> str:
        """2017-S40 in French, 2017-W40 in English."""
        return iso_week.replace("-W", "-S") if self.language == "fr" else iso_week

    def short_week(self, iso_week: str) -> str:
        """S40 or W40."""
        return self.week(iso_week).split("-")[1]

    def day(self, day: date, pattern: str = "EEEE d MMMM y") -> str:
        """A date by a CLDR pattern; the first of a French month is written 1er."""
        text = format_date(day, pattern, locale=self.locale)
        if self.language == "fr" and day.day == 1:
            return " ".join("1er" if part == "1" else part for part in text.split(" "))
        return text

    def day_in_year(self, day: date) -> str:
        """A day whose year is clear from its surroundings: samedi 7 octobre."""
        return self.day(day, "EEEE d MMMM")

    def short_day(self, day: date) -> str:
        """A day under a bar: sam. 7 oct."""
        return self.day(day, "EEE d MMM")

    def date_range(self, first: date, last: date) -> str:
        """Two dates said once for what they share: du lundi 2 au dimanche 8 octobre 2017."""
        first_pattern = "EEEE d"
        if (first.year, first.month) != (last.year, last.month):
            first_pattern += " MMMM"
        if first.year != last.year:
            first_pattern += " y"
        begin, end = self.day(first, first_pattern), self.day(last)
        return f"du {begin} au {end}" if self.language == "fr" else f"{begin} to {end}"

    def short_range(self, first: date, last: date) -> str:
        """The same in short, where there is little room: du 2 au 8 oct. 2017."""
        first_pattern = "d"
        if (first.year, first.month) != (last.year, last.month):
            first_pattern += " MMM"
        if first.year != last.year:
            first_pattern += " y"
        begin, end = self.day(first, first_pattern), self.day(last, "d MMM y")
        return f"du {begin} au {end}" if self.language == "fr" else f"{begin} to {end}"

    def wall_clock(self, moment: datetime) -> str:
        """A day and a time of head office, in short: 19 nov. 2026 à 00:00."""
        joint = " à " if self.language == "fr" else " at "
        return f"{self.day(moment.date(), 'd MMM y')}{joint}{moment:%H:%M}"

    def moment(self, instant: datetime) -> str:
        """A moment, in universal time and saying so; one without a zone is taken as universal."""
        utc = instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)
        joint = " à " if self.language == "fr" else " at "
        return f"{self.day(utc.date())}{joint}{utc:%H:%M}{NO_BREAK}UTC"

    def local_moment(self, moment: datetime) -> str:
        """A wall clock at head office, as those who work there read it."""
        joint = " à " if self.language == "fr" else " at "
        return f"{self.day(moment.date())}{joint}{moment:%H:%M}"

    def _with_currency(self, number: str) -> str:
        if self.language == "fr":
            return number + NO_BREAK + self.currency
        if number[0] in "+" + MINUS:
            return number[0] + self.currency + number[1:]
        return self.currency + number


def _sign(rounded: Decimal, *, signed: bool) -> str:
    if rounded < 0:
        return MINUS
    return "+" if signed and rounded > 0 else ""


def _short_unit(value: Decimal, unit: str) -> tuple[Decimal, str]:
    # A count of six digits still fits beside its evolution; an amount has its currency to carry as well.
    thousands_from = Decimal(100_000) if unit == "currency" else COMPACT_UNITS[0][0]
    if abs(value) >= COMPACT_UNITS[0][0]:
        return COMPACT_UNITS[0]
    return COMPACT_UNITS[1] if abs(value) >= thousands_from else (Decimal(1), "")


def _scale(value: Decimal) -> tuple[Decimal, str]:
    # The threshold is half a unit below a round thousand: 999 960 is printed 1,0 M rather than 1 000 k.
    for size, unit in COMPACT_UNITS:
        if abs(value) >= size * Decimal("0.9995"):
            return value / size, unit
    return value, ""
