"""Numbers, dates and weeks as people write them."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from lundi.reports.formatting import Formats, round_half_up

FRENCH = Formats("fr", "EUR")
DOLLARS = Formats("fr", "USD")
ENGLISH = Formats("en", "USD")
NNBSP, NBSP, MINUS = "\u202f", "\u00a0", "\u2212"


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        ("3.45", 1, "3.5"),
        ("3.35", 1, "3.4"),
        ("-3.45", 1, "-3.5"),
        ("2.5", 0, "3"),
        ("0.005", 2, "0.01"),
        ("1E+3", 0, "1000"),
    ],
)
def test_halves_are_rounded_away_from_zero(value, decimals, expected):
    assert round_half_up(Decimal(value), decimals) == Decimal(expected)


def test_what_rounds_to_zero_has_no_sign():
    assert FRENCH.evolution(Decimal("-0.0004")) == f"0,0{NNBSP}%"
    assert FRENCH.evolution(Decimal("0.0004")) == f"0,0{NNBSP}%"
    assert FRENCH.money(Decimal("-0.4")) == f"0{NBSP}€"


def test_thousands_are_parted_by_a_narrow_no_break_space_and_decimals_by_a_comma():
    assert FRENCH.number(Decimal("1234567.891"), 2) == f"1{NNBSP}234{NNBSP}567,89"
    assert ENGLISH.number(Decimal("1234567.891"), 2) == "1,234,567.89"


def test_a_negative_number_has_a_real_minus():
    assert FRENCH.number(-12) == f"{MINUS}12"
    assert "-" not in ENGLISH.money(-12)


@pytest.mark.parametrize(
    ("rate", "expected"),
    [("0.034", f"+3,4{NNBSP}%"), ("-0.0345", f"{MINUS}3,5{NNBSP}%"), ("12.3456", f"+1{NNBSP}234,6{NNBSP}%")],
)
def test_an_evolution_always_has_its_sign(rate, expected):
    assert FRENCH.evolution(Decimal(rate)) == expected


def test_points_are_not_percent():
    assert FRENCH.points(Decimal("0.0084")) == f"+0,8{NBSP}pt"
    assert ENGLISH.points(Decimal("-0.0084")) == f"{MINUS}0.8{NBSP}pt"
    assert ENGLISH.evolution(Decimal("0.034")) == "+3.4%"


def test_the_currency_stands_where_each_language_puts_it():
    assert FRENCH.money(Decimal("88123.5")) == f"88{NNBSP}124{NBSP}€"
    assert DOLLARS.money(Decimal("29.165"), 2) == f"29,17{NBSP}$US"
    assert ENGLISH.money(88123) == "US$88,123"
    assert ENGLISH.money(-12, signed=True) == f"{MINUS}US$12"
    assert ENGLISH.money(12, signed=True) == "+US$12"
    assert Formats("en", "EUR").money(12) == "€12"


@pytest.mark.parametrize("value", [None, Decimal("NaN"), Decimal("Infinity")])
def test_what_is_not_a_number_is_printed_as_not_stated(value):
    printed = (
        FRENCH.number(value),
        FRENCH.money(value),
        FRENCH.percent(value),
        FRENCH.evolution(value),
        FRENCH.points(value),
        FRENCH.compact(value),
        FRENCH.value(value, "currency", 2),
    )
    assert set(printed) == {"n.c."}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (950, "950"),
        (12345, f"12,3{NNBSP}k"),
        (123456, f"123{NNBSP}k"),
        (-6883, f"{MINUS}6,9{NNBSP}k"),
        (999960, f"1,0{NNBSP}M"),
        (4862317, f"4,9{NNBSP}M"),
    ],
)
def test_amounts_in_charts_are_short(value, expected):
    assert FRENCH.compact(value) == expected


def test_compact_amounts_in_english_have_no_space():
    assert ENGLISH.compact(Decimal("12345.6")) == "12.3k"


@pytest.mark.parametrize(
    ("value", "expected"),
    [("0", "0"), ("50000", f"50{NNBSP}k"), ("2250000", f"2,25{NNBSP}M"), ("1400000", f"1,4{NNBSP}M")],
)
def test_an_axis_shows_no_digit_that_says_nothing(value, expected):
    assert FRENCH.tick(Decimal(value)) == expected


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        ("99999", "currency", f"99{NNBSP}999{NBSP}€"),
        ("381407", "currency", f"381,4{NNBSP}k{NBSP}€"),
        ("999999", "count", f"999{NNBSP}999"),
        ("50107158", "currency", f"50,11{NNBSP}M{NBSP}€"),
        ("-2412474875", "currency", f"{MINUS}2{NNBSP}412{NNBSP}M{NBSP}€"),
        ("1717220", "count", f"1,72{NNBSP}M"),
        ("0.243", "rate", f"24,3{NNBSP}%"),
    ],
)
def test_large_amounts_are_short_where_there_is_little_room(value, unit, expected):
    assert FRENCH.short_value(Decimal(value), unit, 1 if unit == "rate" else 0) == expected


def test_a_short_range_of_dates_names_month_and_year_once():
    assert FRENCH.short_range(date(2017, 10, 2), date(2017, 10, 8)) == "du 2 au 8 oct. 2017"
    assert FRENCH.short_range(date(2017, 9, 25), date(2017, 10, 1)) == "du 25 sept. au 1er oct. 2017"
    assert ENGLISH.short_range(date(2018, 12, 31), date(2019, 1, 6)) == "31 Dec 2018 to 6 Jan 2019"


def test_a_figure_is_written_by_its_unit():
    assert DOLLARS.value(Decimal("0.5"), "rate", 1) == f"50,0{NNBSP}%"
    assert DOLLARS.value(Decimal(3021), "count", 0) == f"3{NNBSP}021"
    assert DOLLARS.value(Decimal("9.625"), "decimal", 2) == "9,63"
    assert DOLLARS.value(Decimal("9.625"), "currency", 2) == f"9,63{NBSP}$US"


def test_a_week_carries_the_letter_of_its_language():
    assert (FRENCH.week("2017-W40"), ENGLISH.week("2017-W40")) == ("2017-S40", "2017-W40")
    assert (FRENCH.short_week("2017-W40"), ENGLISH.short_week("2017-W40")) == ("S40", "W40")


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2017, 10, 2), date(2017, 10, 8), "du lundi 2 au dimanche 8 octobre 2017"),
        (date(2017, 9, 25), date(2017, 10, 1), "du lundi 25 septembre au dimanche 1er octobre 2017"),
        (date(2018, 12, 31), date(2019, 1, 6), "du lundi 31 décembre 2018 au dimanche 6 janvier 2019"),
    ],
)
def test_a_range_of_dates_says_once_what_both_share(first, last, expected):
    assert FRENCH.date_range(first, last) == expected


def test_a_range_of_dates_reads_well_in_english():
    assert ENGLISH.date_range(date(2017, 10, 2), date(2017, 10, 8)) == "Monday 2 to Sunday 8 October 2017"


def test_a_moment_is_in_universal_time_and_says_so():
    paris = timezone(timedelta(hours=2))
    assert FRENCH.moment(datetime(2017, 10, 9, 1, 5, tzinfo=paris)) == f"dimanche 8 octobre 2017 à 23:05{NBSP}UTC"
    assert FRENCH.moment(datetime(2017, 10, 9, 4, 12)) == FRENCH.moment(datetime(2017, 10, 9, 4, 12, tzinfo=UTC))
    assert ENGLISH.moment(datetime(2017, 10, 9, 4, 12)) == f"Monday 9 October 2017 at 04:12{NBSP}UTC"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0 s"), (48, "48 s"), (59, "59 s"), (60, "1 min 00 s"), (192, "3 min 12 s"), (3599, "59 min 59 s"),
     (3600, "1 h 00 min 00 s"), (3905, "1 h 05 min 05 s"), (Decimal("59.5"), "1 min 00 s"), (None, "n.c.")],
)  # fmt: skip
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_length_of_time_is_told_to_the_second_and_never_broken(language, seconds, text):
    assert Formats(language, "EUR").duration(seconds) == text.replace(" ", NBSP)
