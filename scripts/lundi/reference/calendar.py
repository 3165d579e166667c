"""Makes the calendar seeds: public holidays, school holidays, and the dates of the trade's events.

    python -m lundi.reference.calendar seeds/calendar

What an event's window is, and which event wins a day, is a choice of the house and lives in
`calendar_event_windows.csv`, kept by hand; here are only facts that others decide.
"""

import csv
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path

FIRST_YEAR = 2008  # the report's first year is 2009 and looks back at this one
LAST_YEAR = 2036  # 31 December 2035 stands in the first ISO week of 2036
YEARS = range(FIRST_YEAR, LAST_YEAR + 1)

# date.weekday() counts from Monday, 0.
WEDNESDAY = 2
THURSDAY = 3
SATURDAY = 5

# The package's French name, our code, and the names that a report prints.
HOLIDAY_NAMES = {
    "Jour de l'an": ("new_year_day", "Jour de l’An", "New Year’s Day"),
    "Vendredi saint": ("good_friday", "Vendredi saint", "Good Friday"),
    "Lundi de Pâques": ("easter_monday", "Lundi de Pâques", "Easter Monday"),
    "Fête du Travail": ("labour_day", "Fête du Travail", "Labour Day"),
    "Fête de la Victoire": ("victory_day", "Victoire de 1945", "Victory Day"),
    "Ascension": ("ascension", "Ascension", "Ascension Day"),
    "Lundi de Pentecôte": ("whit_monday", "Lundi de Pentecôte", "Whit Monday"),
    "Fête nationale": ("bastille_day", "Fête nationale", "Bastille Day"),
    "Assomption": ("assumption", "Assomption", "Assumption Day"),
    "Toussaint": ("all_saints", "Toussaint", "All Saints’ Day"),
    "Armistice": ("armistice", "Armistice de 1918", "Armistice Day"),
    "Noël": ("christmas_day", "Noël", "Christmas Day"),
    "Saint-Étienne": ("saint_stephen", "Saint-Étienne", "Saint Stephen’s Day"),
}

SCHOOL_HOLIDAY_NAMES = {
    "Vacances de Noël": ("Vacances de Noël", "Christmas holidays"),
    "Vacances d'hiver": ("Vacances d’hiver", "Winter holidays"),
    "Vacances de printemps": ("Vacances de printemps", "Spring holidays"),
    "Pont de l'Ascension": ("Pont de l’Ascension", "Ascension bridge"),
    "Vacances d'été": ("Vacances d’été", "Summer holidays"),
    "Vacances de la Toussaint": ("Vacances de la Toussaint", "All Saints’ holidays"),
}

# Years in which the State moved the sales or the trade moved Black Friday (health crisis).
WINTER_SALES_MOVED = {2021: date(2021, 1, 20)}
SUMMER_SALES_MOVED = {2020: date(2020, 7, 15), 2021: date(2021, 6, 30)}
BLACK_FRIDAY_MOVED = {2020: date(2020, 12, 4)}


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """The nth Monday (0) to Sunday (6) of a month."""
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def winter_sales(year: int) -> date:
    """Start of the winter sales: the second Wednesday of January, or the first if that is after the 12th.

    Code de commerce, art. D310-15-2, from 2009; the minister's order that replaced it in 2020 keeps the rule.
    In 2008 each prefect chose: the rule gives the date of Paris.
    """
    second = nth_weekday(year, 1, WEDNESDAY, 2)
    by_rule = second if second.day <= 12 else second - timedelta(days=7)
    return WINTER_SALES_MOVED.get(year, by_rule)


def summer_sales(year: int) -> date:
    """Start of the summer sales: the last Wednesday of June, or the one before if that is after the 28th.

    The second half entered art. D310-15-2 in October 2010: the summer sales of 2010 began on 30 June.
    """
    last = nth_weekday(year, 7, WEDNESDAY, 1) - timedelta(days=7)
    brought_forward = year > 2010 and last.day > 28
    return SUMMER_SALES_MOVED.get(year, last - timedelta(days=7) if brought_forward else last)


def black_friday(year: int) -> date:
    """The day after the fourth Thursday of November; French shops took it up in the 2010s only."""
    return BLACK_FRIDAY_MOVED.get(year, nth_weekday(year, 11, THURSDAY, 4) + timedelta(days=1))


def public_holidays(years: Iterable[int] = YEARS) -> list[dict]:
    """One row per public holiday and date; two holidays can share a date (1 May 2008)."""
    import holidays

    national = holidays.France(years=years, language="fr")
    moselle = holidays.France(years=years, subdiv="57", language="fr")
    rows = []
    for day, names in sorted(moselle.items()):
        for name in names.split("; "):
            code, name_fr, name_en = HOLIDAY_NAMES[name]
            rows.append(
                {
                    "holiday_date": day,
                    "holiday_code": code,
                    "name_fr": name_fr,
                    "name_en": name_en,
                    "is_alsace_moselle_only": str(day not in national).lower(),
                }
            )
    return rows


def _consecutive(days: Sequence[tuple[date, str]]) -> Iterator[tuple[date, date, str]]:
    """First day, last day and name of each unbroken run of days under one name."""
    runs = groupby(enumerate(days), key=lambda item: (item[1][0] - timedelta(days=item[0]), item[1][1]))
    for (_, name), run in runs:
        members = [day for _, (day, _) in run]
        yield members[0], members[-1], name


def school_holidays(first_year: int = FIRST_YEAR) -> list[dict]:
    """One row per zone and holiday, as far as the package knows: after the last row nothing is known."""
    from vacances_scolaires_france import SchoolHolidayDates

    published = SchoolHolidayDates().data
    rows = []
    for zone in SchoolHolidayDates.SUPPORTED_ZONES:
        days = [
            (day, entry["nom_vacances"])
            for day, entry in sorted(published.items())
            if entry[f"vacances_zone_{zone.lower()}"]
        ]
        for first, last, name in _consecutive(days):
            if last.year >= first_year:
                name_fr, name_en = SCHOOL_HOLIDAY_NAMES[name]
                rows.append(
                    {
                        "zone": zone,
                        "first_date": first,
                        "last_date": last,
                        "name_fr": name_fr,
                        "name_en": name_en,
                    }
                )
    return rows


def back_to_school(holidays_by_zone: Iterable[dict]) -> list[date]:
    """La rentrée: the first weekday after the summer holidays; the three zones return together."""
    ends = {row["last_date"] for row in holidays_by_zone if row["name_en"] == "Summer holidays"}
    returns = set()
    for end in ends:
        day = end + timedelta(days=1)
        while day.weekday() >= SATURDAY:
            day += timedelta(days=1)
        returns.add(day)
    return sorted(returns)


def calendar_events(holiday_rows: Sequence[dict], school_rows: Sequence[dict]) -> list[dict]:
    """One row per event and year: the day that the windows of the event are counted from."""
    by_code = {}
    for row in holiday_rows:
        by_code.setdefault(row["holiday_code"], []).append(row["holiday_date"])
    years = sorted({day.year for day in by_code["new_year_day"]})
    the_day_before = timedelta(days=1)
    events = {
        "easter": [day - the_day_before for day in by_code["easter_monday"]],
        "ascension": by_code["ascension"],
        "pentecost": [day - the_day_before for day in by_code["whit_monday"]],
        "victory_day": by_code["victory_day"],
        "bastille_day": by_code["bastille_day"],
        "assumption": by_code["assumption"],
        "all_saints": by_code["all_saints"],
        "armistice": by_code["armistice"],
        "winter_sales": [winter_sales(year) for year in years],
        "summer_sales": [summer_sales(year) for year in years],
        "black_friday": [black_friday(year) for year in years],
        "back_to_school": back_to_school(school_rows),
    }
    return [{"event_code": code, "event_date": day} for code, days in events.items() for day in sorted(days)]


def all_seeds() -> dict[str, list[dict]]:
    """The rows of every seed that this module makes, by file name."""
    holiday_rows = public_holidays()
    school_rows = school_holidays()
    return {
        "public_holidays.csv": holiday_rows,
        "school_holidays.csv": school_rows,
        "calendar_events.csv": calendar_events(holiday_rows, school_rows),
    }


def write_csv(path: Path, rows: Sequence[dict]) -> None:
    """Writes rows as the seeds are committed: UTF-8, one line feed per line."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main(arguments: Sequence[str] | None = None) -> int:
    """Writes the seeds into the folder named by the one argument."""
    folders = list(sys.argv[1:] if arguments is None else arguments)
    if len(folders) != 1:
        print("usage: python -m lundi.reference.calendar SEEDS_FOLDER", file=sys.stderr)
        return 2
    for name, rows in all_seeds().items():
        write_csv(Path(folders[0]) / name, rows)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
