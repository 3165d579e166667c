"""The calendar seeds against dates that are known, and the week macros against Python's own ISO calendar."""

from datetime import date, timedelta
from pathlib import Path

import duckdb
import jinja2
import pytest

from lundi.reference import calendar

REPOSITORY = Path(__file__).parents[3]
SEEDS = REPOSITORY / "seeds" / "calendar"
MACROS = REPOSITORY / "macros" / "calendar"


@pytest.fixture(scope="module")
def seeds():
    return calendar.all_seeds()


@pytest.fixture(scope="module")
def event_dates(seeds):
    return {(row["event_code"], row["event_date"]) for row in seeds["calendar_events.csv"]}


@pytest.mark.parametrize(
    ("event_code", "day"),
    [
        ("easter", "2008-03-23"),  # the earliest of the range
        ("easter", "2011-04-24"),  # the latest
        ("easter", "2025-04-20"),
        ("easter", "2026-04-05"),
        ("easter", "2027-03-28"),
        ("ascension", "2026-05-14"),
        ("pentecost", "2026-05-24"),
        ("winter_sales", "2023-01-11"),
        ("winter_sales", "2024-01-10"),
        ("winter_sales", "2025-01-08"),
        ("winter_sales", "2026-01-07"),
        ("summer_sales", "2010-06-30"),
        ("summer_sales", "2011-06-22"),
        ("summer_sales", "2016-06-22"),
        ("summer_sales", "2023-06-28"),
        ("summer_sales", "2024-06-26"),
        ("summer_sales", "2025-06-25"),
        ("black_friday", "2024-11-29"),
        ("black_friday", "2025-11-28"),
        ("back_to_school", "2023-09-04"),
        ("back_to_school", "2025-09-01"),
        ("back_to_school", "2026-09-01"),
    ],
)
def test_event_stands_on_its_known_date(event_dates, event_code, day):
    assert (event_code, date.fromisoformat(day)) in event_dates


@pytest.mark.parametrize(
    ("event_code", "by_rule", "moved_to"),
    [
        ("winter_sales", "2021-01-06", "2021-01-20"),
        ("summer_sales", "2020-06-24", "2020-07-15"),
        ("summer_sales", "2021-06-23", "2021-06-30"),
        ("black_friday", "2020-11-27", "2020-12-04"),
    ],
)
def test_a_moved_event_leaves_the_date_of_the_rule(event_dates, event_code, by_rule, moved_to):
    assert (event_code, date.fromisoformat(moved_to)) in event_dates
    assert (event_code, date.fromisoformat(by_rule)) not in event_dates


@pytest.mark.parametrize("year", [2009, 2014, 2015, 2026, 2027])
def test_winter_sales_come_forward_when_the_second_wednesday_is_after_the_12th(year):
    second = calendar.nth_weekday(year, 1, calendar.WEDNESDAY, 2)
    expected = second - timedelta(days=7) if second.day > 12 else second
    assert calendar.winter_sales(year) == expected
    assert 6 <= calendar.winter_sales(year).day <= 12


@pytest.mark.parametrize("year", [year for year in calendar.YEARS if year not in (2010, 2020, 2021)])
def test_summer_sales_open_on_a_wednesday_from_the_22nd_to_the_28th(year):
    first_day = calendar.summer_sales(year)
    assert first_day.weekday() == calendar.WEDNESDAY
    assert 22 <= first_day.day <= 28


def test_every_event_has_one_date_a_year_and_the_return_to_school_ends_with_its_data(seeds):
    years = {}
    for row in seeds["calendar_events.csv"]:
        years.setdefault(row["event_code"], []).append(row["event_date"].year)
    last_school_year = max(row["last_date"] for row in seeds["school_holidays.csv"]).year
    assert years.pop("back_to_school") == list(range(calendar.FIRST_YEAR, last_school_year + 1))
    assert len(years) == 11
    assert all(event_years == list(calendar.YEARS) for event_years in years.values())


def test_the_return_to_school_waits_for_monday():
    summer = {"name_en": "Summer holidays", "last_date": date(2023, 9, 1)}  # a Friday
    assert calendar.back_to_school([summer, summer]) == [date(2023, 9, 4)]


def test_alsace_moselle_has_two_more_days_every_year(seeds):
    local = [row for row in seeds["public_holidays.csv"] if row["is_alsace_moselle_only"] == "true"]
    assert len(local) == 2 * len(calendar.YEARS)
    assert {(row["holiday_date"].month, row["holiday_date"].day) for row in local[1::2]} == {(12, 26)}
    good_fridays = [row["holiday_date"] for row in local if row["holiday_code"] == "good_friday"]
    assert date(2026, 4, 3) in good_fridays
    assert all(day.weekday() == 4 for day in good_fridays)


def test_france_has_eleven_holidays_every_year(seeds):
    national = [row for row in seeds["public_holidays.csv"] if row["is_alsace_moselle_only"] == "false"]
    for year in calendar.YEARS:
        assert len({row["holiday_code"] for row in national if row["holiday_date"].year == year}) == 11


def test_a_run_of_days_breaks_on_a_gap_and_on_a_name():
    days = [date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 4), date(2026, 1, 5)]
    names = ["winter", "winter", "winter", "spring"]
    assert list(calendar._consecutive(list(zip(days, names, strict=True)))) == [
        (days[0], days[1], "winter"),
        (days[2], days[2], "winter"),
        (days[3], days[3], "spring"),
    ]


@pytest.mark.parametrize("name", ["public_holidays.csv", "school_holidays.csv", "calendar_events.csv"])
def test_committed_seed_is_what_the_script_makes(tmp_path, name):
    assert calendar.main([str(tmp_path)]) == 0
    assert (SEEDS / name).read_bytes() == (tmp_path / name).read_bytes()


def test_the_command_asks_for_one_folder(capsys):
    assert calendar.main([]) == 2
    assert "SEEDS_FOLDER" in capsys.readouterr().err


def test_week_macros_agree_with_python_on_every_date():
    macros = "".join(path.read_text(encoding="utf-8") for path in sorted(MACROS.glob("iso_*.sql")))
    columns = (
        "{{ iso_week_label('d') }}, {{ iso_week_start('d') }}, "
        "{{ iso_year('d') }}, {{ iso_week_number('d') }}, {{ iso_weekday('d') }}"
    )
    rendered = jinja2.Environment(autoescape=False).from_string(macros + columns).render()
    dates = "select cast(range as date) as d from range(date '2007-12-31', date '2037-01-01', interval 1 day)"
    rows = duckdb.sql(f"select d, {rendered} from ({dates})").fetchall()
    assert len(rows) == (date(2037, 1, 1) - date(2007, 12, 31)).days
    for day, label, monday, year, week, weekday in rows:
        iso = day.isocalendar()
        assert (label, year, week, weekday) == (f"{iso.year}-W{iso.week:02}", *iso)
        assert monday == day - timedelta(days=day.weekday())
