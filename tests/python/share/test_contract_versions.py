"""What partners read changes by a new version alone: names and types of each are rows of share_contracts.csv.

The dbt test of the same comparison stops a build; here it is asked of the files, and of files that were changed.
"""

import csv
from pathlib import Path

import pytest
import yaml

PROJECT = Path(__file__).parents[3]
SEEDS = PROJECT / "seeds" / "share"


def contracts() -> dict[str, list[tuple[str, str]]]:
    """Names and types, in order, of each version of a product, as the models have them."""
    found = {}
    for path in sorted((PROJECT / "models" / "shares").glob("share_*.yml")):
        for model in yaml.safe_load(path.read_text(encoding="utf-8"))["models"]:
            for version in model["versions"]:
                own = [column for column in version.get("columns", []) if "name" in column]
                columns = [(column["name"], column["data_type"]) for column in own or model["columns"]]
                found[f"{model['name']}_v{version['v']}"] = columns
    return found


def written() -> dict[str, list[tuple[str, str]]]:
    """The same, as they were written down."""
    found = {}
    with (SEEDS / "share_contracts.csv").open(encoding="utf-8", newline="") as file:
        for row in sorted(csv.DictReader(file), key=lambda row: int(row["column_position"])):
            version = f"{row['model_name']}_v{row['product_version']}"
            found.setdefault(version, []).append((row["column_name"], row["data_type"]))
    return found


def changed(then: dict, now: dict) -> list[str]:
    """The versions that are not what they were, or are not written down."""
    return sorted(name for name in {*then, *now} if then.get(name) != now.get(name))


def test_a_contract_changes_by_a_new_version_alone() -> None:
    """A version that is written down keeps its shape and stays; a new one is written down when it is added."""
    assert changed(written(), contracts()) == [], "add a version instead of changing it: partners read the old one"


@pytest.mark.parametrize("name", sorted(written()))
@pytest.mark.parametrize(
    "change",
    [
        lambda columns: columns[:-1],
        lambda columns: [*columns, ("note", "varchar")],
        lambda columns: [*columns[1:], columns[0]],
        lambda columns: [(columns[0][0], "bigint"), *columns[1:]],
        lambda columns: [("partner", columns[0][1]), *columns[1:]],
    ],
    ids=["a column gone", "a new one", "another order", "another type", "another name"],
)
def test_every_kind_of_change_is_seen(name, change) -> None:
    """Of each product version."""
    now = contracts()
    assert changed(written(), {**now, name: change(now[name])}) == [name]


def test_a_version_that_is_not_written_down_is_seen() -> None:
    """And one that is gone."""
    now = contracts()
    assert changed(written(), {**now, "share_supplier_sales_weekly_v2": []}) == ["share_supplier_sales_weekly_v2"]
    now.pop("share_supplier_sales_weekly_v1")
    assert changed(written(), now) == ["share_supplier_sales_weekly_v1"]


def test_every_product_of_the_seed_has_its_version() -> None:
    """A row of share_products.csv without a model would be a product that nobody can read."""
    lines = (SEEDS / "share_products.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert {f"{line.split(',')[2]}_v{line.split(',')[1]}" for line in lines} == set(contracts())
