"""Columns keep their type, also where all is null."""

import duckdb
import numpy as np
import pytest

from lundi.demo.retailer.arrow_tables import contract_select, create_from_arrays


def test_types_do_not_depend_on_the_values():
    connection = duckdb.connect()
    columns = {
        "text": np.array([None, None], dtype=object),
        "day": np.array(["2026-11-09", "NaT"], dtype="datetime64[D]"),
        "moment": np.array(["NaT", "NaT"], dtype="datetime64[s]"),
        "is_true": np.array([True, False]),
    }
    create_from_arrays(connection, "made", columns)
    assert [(name, kind) for name, kind, *_ in connection.execute("describe made").fetchall()] == [
        ("text", "VARCHAR"),
        ("day", "DATE"),
        ("moment", "TIMESTAMP"),
        ("is_true", "BOOLEAN"),
    ]
    assert connection.execute("select count(day), count(moment) from made").fetchall() == [(1, 0)]


def test_the_contract_gives_the_select_list():
    assert contract_select("loyalty", "cards", "person_id") == (
        "cast(loyalty_card_number as varchar) as loyalty_card_number, cast(issued_at as timestamp) as issued_at, "
        "cast(member_id as varchar) as member_id, cast(deactivated_at as timestamp) as deactivated_at, person_id"
    )
    with pytest.raises(KeyError, match="loyalty/nothing"):
        contract_select("loyalty", "nothing")
