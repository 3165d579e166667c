"""What the seeds say, read from an edition: rules as people write them."""

import duckdb
import pytest

from lundi.errors import LundiError
from lundi.share.catalogue import read_rules, read_zones


@pytest.fixture
def connection():
    with duckdb.connect() as connection:
        connection.execute("create schema share")
        connection.execute(
            "create table share.share_rules as select * from (values "
            "('minimum_stores', 3::numeric(18, 4), 'Au moins 3 magasins', 'At least 3 stores'), "
            "('minimum_customers', 11::numeric(18, 4), 'Au moins 11 clients', 'At least 11 customers'), "
            "('maximum_dominance', 0.85::numeric(18, 4), 'Au plus 85 %', 'At most 85 %'), "
            "('published_weeks', 100::numeric(18, 4), 'Cent semaines', 'A hundred weeks')) "
            "as rules(rule_code, rule_value, description_fr, description_en)"
        )
        yield connection


def test_a_threshold_is_written_without_the_decimals_of_its_column(connection):
    assert [(rule.rule_code, rule.rule_value) for rule in read_rules(connection)] == [
        ("maximum_dominance", "0.85"), ("minimum_customers", "11"), ("minimum_stores", "3"), ("published_weeks", "100"),
    ]  # fmt: skip


def test_a_rule_has_its_sentence_in_both_languages(connection):
    rule = read_rules(connection)[0]
    assert (rule.text_fr, rule.text_en) == ("Au plus 85 %", "At most 85 %")


def test_an_edition_without_the_seeds_is_told():
    with duckdb.connect() as connection, pytest.raises(LundiError, match="no table share_rules"):
        read_rules(connection)


def test_zones_have_the_names_of_regions_with_stores():
    with duckdb.connect() as connection:
        assert read_zones(connection) == ()
        connection.execute("create schema share")
        connection.execute("create schema core")
        connection.execute(
            "create table share.share_regions as select * from (values ('53', 'ouest', 'Ouest'), "
            "('28', 'ouest', 'Ouest'), ('94', 'sud', 'Sud')) as regions(region_code, zone_code, zone_name)"
        )
        connection.execute(
            "create table core.dim_stores as select * from (values ('53', 'Bretagne'), ('28', 'Normandie'), "
            "(null, null)) as stores(region_code, region_name)"
        )
        zones = read_zones(connection)
    assert [(zone.zone_code, zone.regions) for zone in zones] == [("ouest", ("Bretagne", "Normandie")), ("sud", ())]
