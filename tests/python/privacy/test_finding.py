"""The positive control: the search finds a person wherever the access package lists something of theirs."""

import pytest
from typer.testing import CliRunner

from lundi.cli import app
from lundi.errors import ExitCode
from lundi.privacy import finding
from lundi.privacy.access import write_access
from lundi.privacy.finding import find_person
from privacy import family

FILES = {
    "lundi": "warehouse/lundi.duckdb",
    "lundi_raw": "warehouse/raw.duckdb",
    "lundi_state": "warehouse/state.duckdb",
}
# They hold nothing of their own.
VIEWS = {
    "fct_customer_links",
    "fct_customer_growth",
    "brg_customer_cohorts",
    "fct_customer_scores_weekly",
    "fct_customer_churn_inputs",
}


@pytest.fixture(scope="module")
def found(known_people):
    return find_person(known_people, "RQJULES1", with_sales=True)


def test_the_search_finds_the_person_everywhere_the_package_lists_anything(known_people, found):
    package = write_access(known_people, "RQJULES1").package
    listed = [part.path.split(".") for parts in package.topics.values() for part in parts if part.rows]
    assert len(listed) > 20
    missed = [
        f"{schema}.{name}"
        for database, schema, name in listed
        if name not in VIEWS and not found.holds(FILES[database], f"{schema}.{name}")
    ]
    assert missed == []


@pytest.mark.parametrize("entity", ["loyalty/members", "ecommerce/orders", "pos/tickets", "privacy/consents"])
def test_it_finds_him_in_what_was_delivered(found, entity):
    assert any(hit.file.startswith(f"landing/{entity}/") for hit in found.hits)


def test_every_file_was_read(found):
    assert found.unread == ()
    assert found.column_count > 1000


def test_the_command_tells_places_and_counts_and_no_value(known_people, found, monkeypatch):
    monkeypatch.setattr(finding, "find_person", lambda *arguments, **options: found)
    runner = CliRunner(env={"LUNDI_WAREHOUSE": str(known_people.warehouse)})
    result = runner.invoke(app, ["privacy", "find", "RQJULES1"])
    assert result.exit_code == ExitCode.OK
    assert "raw.loyalty_members member_id: 1" in result.stdout
    own = (family.SHARED["email"], family.SHARED["phone"], "2990000000101", "0299887766")
    assert [value for value in own if value in result.stdout] == []
