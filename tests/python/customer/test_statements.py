"""How the models' own SQL is put together again for one newcomer."""

from lundi.customer.statements import composed

MEETINGS = """select meetings.*
from "lundi"."vault"."int_customer__entity_meetings" as meetings
where
    not exists (
        select 1
        from "lundi"."vault"."int_customer__entity_pairs" as known
        where
            meetings.left_cluster = known.left_cluster
            and meetings.fingerprint = known.fingerprint
    )"""


def test_what_a_model_remembers_counts_for_nothing():
    given = {"int_customer__entity_meetings": "select 1 as left_cluster"}
    statement = composed({"members": MEETINGS}, ["members"], given)
    assert "known" not in statement
    assert "from int_customer__entity_meetings as meetings" in statement


def test_another_condition_stays():
    statement = composed({"members": MEETINGS.replace("as known", "as conflicts")}, ["members"], {})
    assert "not exists" in statement


def test_what_is_not_given_is_read_from_the_edition():
    assert '"lundi"."vault"."int_customer__entity_meetings"' in composed({"members": MEETINGS}, ["members"], {})
