"""What is due of customers who were not heard of for years, as counts."""

from datetime import date

import duckdb
import pytest

from lundi.errors import LundiError
from lundi.privacy.retention import RetentionStep, retention_steps


def test_what_is_due_is_counted_with_the_first_day_of_each():
    with duckdb.connect() as connection:
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.fct_retention as select * from (values ('C1', 'notice', date '2027-05-01'), "
            "('C2', 'erase', date '2026-11-15'), ('C3', 'erase', date '2026-10-01')) "
            "as due(customer_id, retention_step_code, kept_until_date)"
        )
        assert retention_steps(connection) == [
            RetentionStep("erase", 2, date(2026, 10, 1)),
            RetentionStep("notice", 1, date(2027, 5, 1)),
        ]


def test_an_edition_of_an_older_version_is_told():
    with duckdb.connect() as connection, pytest.raises(LundiError, match="not this version's"):
        retention_steps(connection)
