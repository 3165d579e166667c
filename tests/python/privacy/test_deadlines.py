"""Until when requests are to be answered, and which cannot wait."""

from datetime import UTC, datetime

import duckdb
import pytest

from lundi.privacy.deadlines import later_request_count, open_requests, urgent

REQUESTS = """
create schema vault;
create table vault.int_customer__requests as
select * from (values
    ('R1', 'access', date '2026-11-01', date '2026-12-01', date '2026-11-26', null),
    ('R2', 'erasure', date '2026-10-15', date '2026-11-15', date '2026-11-09', 'identity_not_checked'),
    ('R3', 'access', date '2026-10-01', date '2026-11-01', date '2026-10-26', null)
) as requests(request_id, request_type, received_date, due_date, alert_after_date, missing_code);
attach ':memory:' as lundi_raw;
create schema lundi_raw.raw;
create table lundi_raw.raw.privacy_requests as select unnest(['R1', 'R2', 'R3', 'R4', 'R4']) as request_id;
attach ':memory:' as lundi_state;
create schema lundi_state.vault;
create table lundi_state.vault.request_answers (request_id varchar, answer varchar);
create schema lundi_state.privacy;
create table lundi_state.privacy.erasures (request_id varchar, status varchar);
"""


@pytest.fixture
def connection():
    with duckdb.connect() as connection:
        connection.execute(REQUESTS)
        yield connection


def asked(connection, out, day):
    return open_requests(connection, out, datetime.fromisoformat(day).replace(tzinfo=UTC))


def test_a_request_is_urgent_the_day_after_its_twenty_fifth_and_overdue_the_day_after_it_is_due(connection, tmp_path):
    def states(day):
        return {r.request_id: (r.is_urgent, r.is_overdue) for r in asked(connection, tmp_path, day)}

    assert states("2026-11-09T10:00")["R2"] == (False, False)
    assert states("2026-11-10T10:00")["R2"] == (True, False)
    assert states("2026-11-15T10:00")["R2"] == (True, False)
    assert states("2026-11-16T10:00")["R2"] == (True, True)


def test_days_are_those_of_head_office(connection, tmp_path):
    late = {r.request_id: r for r in asked(connection, tmp_path, "2026-11-09T23:30")}
    assert late["R2"].is_urgent  # half past midnight in Paris


def test_the_next_due_comes_first_with_what_is_missing(connection, tmp_path):
    found = asked(connection, tmp_path, "2026-11-10T10:00")
    assert [(r.request_id, r.missing_code) for r in found] == [
        ("R3", None), ("R2", "identity_not_checked"), ("R1", None),
    ]  # fmt: skip
    assert [r.request_id for r in urgent(found)] == ["R3", "R2"]


def test_a_package_answers_an_access_and_nothing_else(connection, tmp_path):
    for request_id in ("R1", "R2"):
        (tmp_path / "privacy" / request_id).mkdir(parents=True)
    assert [r.request_id for r in asked(connection, tmp_path, "2026-11-10T10:00")] == ["R3", "R2"]


def test_a_request_that_was_answered_is_open_no_more(connection, tmp_path):
    connection.execute("insert into lundi_state.vault.request_answers values ('R2', 'refused')")
    assert [r.request_id for r in asked(connection, tmp_path, "2026-11-10T10:00")] == ["R3", "R1"]


def test_an_erasure_answers_its_request_once_it_is_proven(connection, tmp_path):
    connection.execute("insert into lundi_state.privacy.erasures values ('R1', 'begun'), ('R2', 'done')")
    assert [r.request_id for r in asked(connection, tmp_path, "2026-11-10T10:00")] == ["R3", "R1"]


def test_requests_that_came_after_the_build_are_counted_once(connection):
    assert later_request_count(connection) == 1
