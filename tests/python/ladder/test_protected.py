"""A column that names people and was not masked is found, with the table whose rows nobody closed."""

import pytest

from ladder.protected import check

TAG = "alter view LUNDI.staging.people modify column EMAIL set tag lundi_state.governance.privacy_class = 'direct'"
ROWS = "alter view LUNDI.staging.people add row access policy lundi_state.governance.people_rows on (record_id)"


def manifest(**classes):
    return {
        "nodes": {
            "model.lundi.people": {
                "name": "people",
                "resource_type": "model",
                "relation_name": '"LUNDI"."staging"."people"',
                "columns": {
                    name: {"data_type": "varchar", "config": {"meta": {"privacy": value}}}
                    for name, value in classes.items()
                },
            }
        }
    }


def test_what_is_tagged_and_closed_is_in_order():
    assert check(manifest(email="direct", record_id="pseudonymous"), [TAG, ROWS]) == []
    assert check(manifest(record_id="pseudonymous"), []) == []
    assert check(manifest(email="direct"), [TAG]) == [], "a list of mailboxes has nothing that a row policy could read"


@pytest.mark.parametrize(
    ("sent", "what"),
    [
        ([ROWS], "email is direct and carries no mask"),
        ([TAG.replace("'direct'", "'none'"), ROWS], "email is direct and carries no mask"),
        ([TAG.replace("people", "people_too"), ROWS], "email is direct and carries no mask"),
        ([TAG], "it holds people and shows its rows to every role"),
    ],
)
def test_a_mask_or_a_row_policy_that_is_missing_is_found(sent, what):
    (finding,) = check(manifest(email="direct", record_id="pseudonymous"), sent)
    assert (finding.where, finding.what) == ("people", what)
