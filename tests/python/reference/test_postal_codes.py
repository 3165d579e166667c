"""One row per postal code, and what the seeds say of the places of France."""

import csv

from lundi.reference import postal_codes
from lundi.settings import PROJECT_ROOT

SEEDS = PROJECT_ROOT / "seeds" / "reference"


def town(commune, postal_code, population):
    return {
        "commune_code": commune, "city": commune.title(), "postal_code": postal_code, "population": population,
        "department_code": "59", "region_code": "32",
    }  # fmt: skip


def seed(name):
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_largest_commune_names_the_postal_code_and_all_of_them_live_there():
    rows = postal_codes.postal_code_rows([town("small", "59000", 10), town("large", "59000", 30)])
    assert [(row["commune_name"], row["commune_count"], row["population"]) for row in rows] == [("Large", 2, 40)]


def test_a_commune_of_two_postal_codes_counts_whole():
    rows = postal_codes.postal_code_rows([town("large", "59000", 30), town("large", "59800", 20)])
    assert [(row["postal_code"], row["commune_population"], row["population"]) for row in rows] == [
        ("59000", 50, 30),
        ("59800", 50, 20),
    ]


def test_arguments_are_asked_for(capsys):
    assert postal_codes.main([]) == 2
    assert "usage" in capsys.readouterr().err


def test_the_seed_is_what_the_script_makes(tmp_path):
    towns = PROJECT_ROOT / "scripts" / "lundi" / "demo" / "retailer" / "reference" / "towns.parquet"
    assert postal_codes.main([str(towns), str(tmp_path)]) == 0
    assert (tmp_path / "postal_codes.csv").read_bytes() == (SEEDS / "postal_codes.csv").read_bytes()


def test_every_department_with_a_postal_code_has_its_school_zone_or_none_by_name():
    zones = {row["department_code"]: row["school_zone"] for row in seed("department_school_zones")}
    assert {row["department_code"] for row in seed("postal_codes")} <= zones.keys()
    without = {code for code, zone in zones.items() if not zone}
    assert all(code in ("2A", "2B") or code.startswith(("97", "98")) for code in without)


def test_every_town_of_the_demo_that_has_a_store_is_a_commune_of_its_postal_code():
    path = PROJECT_ROOT / "scripts" / "lundi" / "demo" / "retailer" / "reference" / "store_towns.csv"
    with path.open(encoding="utf-8", newline="") as file:
        towns = list(csv.DictReader(file, delimiter=";"))
    codes = {row["postal_code"] for row in seed("postal_codes")}
    assert [row["city"] for row in towns if row["postal_code"] not in codes] == []
