"""What the columns of each set become in the landing contract."""

import duckdb
import pytest

from lundi.customer.layouts import CHANNELS, FEBRL, FEBRL_LABELLED, HISTORICAL, layout_of, mapped_select
from lundi.errors import LundiError


def mapped(layout, **values):
    """One record of a set, mapped; columns that are not given are null."""
    columns = {**dict.fromkeys(layout.columns), **values}
    listed = ", ".join(f"cast(? as varchar) as {name}" for name in columns)
    with duckdb.connect() as connection:
        connection.execute(f"create table delivered as select {listed}", list(columns.values()))
        found = connection.execute(mapped_select(layout, "delivered"))
        names = [column[0] for column in found.description]
        return {name: value for name, value in zip(names, found.fetchall()[0], strict=True) if value is not None}


def test_historical_records_are_loyalty_members():
    record = mapped(
        HISTORICAL, unique_id="Q1-2", cluster="Q1", first_name=" Wally ", surname="bryant", dob="1813-01-01",
        birth_place="sheffield", postcode_fake="s6 6ab", gender="male",
    )  # fmt: skip
    assert record.pop("birth_date").isoformat() == "1813-01-01"
    assert record == {
        "original_id": "Q1-2", "true_id": "Q1", "source_system": "loyalty", "first_name": "Wally",
        "last_name": "bryant", "gender": "M", "postal_code": "s6 6ab", "city": "sheffield",
        "birth_date_text": "1813-01-01",
    }  # fmt: skip


@pytest.mark.parametrize(("said", "expected"), [("female", "F"), ("t2227949966", None), ("female | male", None)])
def test_a_gender_that_the_contract_does_not_know_is_null(said, expected):
    assert mapped(HISTORICAL, gender=said).get("gender") == expected


@pytest.mark.parametrize("said", ["1860-01-81", "1850-81-01", "about 1850"])
def test_a_date_that_is_none_becomes_null_and_can_be_counted(said):
    record = mapped(HISTORICAL, dob=said)
    assert "birth_date" not in record
    assert record["birth_date_text"] == said


@pytest.mark.parametrize(
    ("channel", "system"), [("magasin", "loyalty"), ("ecommerce", "ecommerce"), ("drive", "drive"), ("app", "app")]
)
def test_channels_are_applications(channel, system):
    record = mapped(CHANNELS, record_id="x", channel=channel, person_id="7", birth_date="1980-02-03", phone="06")
    assert (record["source_system"], record["true_id"], record["phone"]) == (system, "7", "06")
    assert record["birth_date"].isoformat() == "1980-02-03"


def test_a_channel_that_nobody_knows_stays_empty_to_be_refused():
    assert "source_system" not in mapped(CHANNELS, channel="fax")


def test_febrl_addresses_are_joined_and_its_ids_name_the_person():
    record = mapped(
        FEBRL, rec_id="rec-561-dup-0", given_name="elton", street_number="3", address_1="light setreet",
        suburb="windermere", postcode="3212", date_of_birth="19651013",
    )  # fmt: skip
    assert record.pop("birth_date").isoformat() == "1965-10-13"
    assert record["address"] == "3 light setreet"
    assert (record["true_id"], record["city"], record["postal_code"]) == ("561", "windermere", "3212")
    assert "address" not in mapped(FEBRL, rec_id="rec-1-org")
    assert "birth_date" not in mapped(FEBRL, date_of_birth="19651332")


def test_a_layout_is_known_by_its_columns_and_more_may_be_there():
    assert layout_of([*HISTORICAL.columns, "occupation", "full_name"], "x") is HISTORICAL
    assert layout_of(CHANNELS.columns, "x") is CHANNELS
    assert layout_of([*FEBRL.columns, "state"], "x") is FEBRL
    # Where ids were taken away, the people are named by a column.
    assert layout_of([*FEBRL.columns, "cluster"], "x") is FEBRL_LABELLED


def test_other_columns_are_refused_with_what_is_expected():
    with pytest.raises(LundiError) as refused:
        layout_of([name for name in CHANNELS.columns if name != "phone"], "people.parquet")
    assert "people.parquet" in refused.value.message
    assert "nearest is channels, which also needs phone" in refused.value.message
    for expected in ("historical: unique_id, cluster", "channels: record_id, channel", "febrl: rec_id, given_name"):
        assert expected in refused.value.next_step
