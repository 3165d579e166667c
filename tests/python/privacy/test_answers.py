"""That a request was answered is noted once, by somebody, and a refusal with its reason."""

from datetime import UTC, datetime

import duckdb
import pytest
from typer.testing import CliRunner

from lundi.cli import app
from lundi.errors import ExitCode, LundiError
from lundi.privacy.answers import Answer, note_answer
from lundi.privacy.deadlines import open_requests
from lundi.privacy.kinds import AnswerKind
from lundi.privacy.places import open_places
from lundi.warehouse.state import open_state
from runs import settings_in

NOON = datetime(2026, 11, 16, 12, 0, tzinfo=UTC)
REQUESTS = """
create schema vault;
create table vault.int_customer__requests as
select * from (values
    ('R1', 'objection', date '2026-11-01', date '2026-12-01', date '2026-11-26', null),
    ('R2', 'erasure', date '2026-10-15', date '2026-11-15', date '2026-11-09', null)
) as requests(request_id, request_type, received_date, due_date, alert_after_date, missing_code)
"""


@pytest.fixture
def settings(tmp_path):
    settings = settings_in(tmp_path)
    settings.warehouse.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(settings.published_database)) as connection:
        connection.execute(REQUESTS)
    with duckdb.connect(str(settings.raw_database)) as connection:
        connection.execute("create schema raw.raw")
        connection.execute("create table raw.raw.privacy_requests (request_id text, request_type text)")
        connection.execute("insert into raw.raw.privacy_requests values ('R3', 'access')")
    return settings


def answer(request_id="R1", kind=AnswerKind.GIVEN, reason="", by="A. Martin"):
    return Answer(request_id, kind, reason, by, NOON)


def noted(settings):
    with open_state(settings.state_database, read_only=True) as connection:
        return connection.execute("from lundi_state.vault.request_answers order by request_id").fetchall()


def test_an_answer_is_noted_with_who_gave_it_and_the_request_is_open_no_more(settings):
    assert note_answer(settings, answer()) == "objection"
    assert note_answer(settings, answer("R3", AnswerKind.REFUSED, "identité non vérifiée")) == "access"
    assert noted(settings) == [
        ("R1", "given", None, "A. Martin", NOON.replace(tzinfo=None)),
        ("R3", "refused", "identité non vérifiée", "A. Martin", NOON.replace(tzinfo=None)),
    ]
    with open_places(settings) as connection:
        assert [request.request_id for request in open_requests(connection, settings.out, NOON)] == ["R2"]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (answer(by=" "), "an answer is somebody's"),
        (answer(kind=AnswerKind.REFUSED, reason=" "), "a refusal has a reason"),
        (answer("R9"), "there is no request R9"),
    ],
)
def test_an_answer_of_nobody_a_refusal_without_reason_and_an_unknown_request_are_refused(settings, given, message):
    with pytest.raises(LundiError, match=message):
        note_answer(settings, given)
    assert not settings.state_database.exists() or noted(settings) == []


def test_an_answer_stands_as_it_was_given(settings):
    note_answer(settings, answer())
    with pytest.raises(LundiError, match=r"R1 was answered on 2026-11-16 \(given\)"):
        note_answer(settings, answer(kind=AnswerKind.REFUSED, reason="other"))
    assert len(noted(settings)) == 1


def test_the_command_notes_it_and_the_list_is_shorter(settings, monkeypatch):
    for name in ("landing", "warehouse", "out"):
        monkeypatch.setenv(f"LUNDI_{name.upper()}", str(getattr(settings, name)))
    result = CliRunner().invoke(app, ["privacy", "answer", "R2", "given", "--by", "A. Martin"])
    assert (result.exit_code, "noted: R2 (erasure) was answered, given" in result.stdout) == (ExitCode.OK, True)
    listed = CliRunner().invoke(app, ["privacy", "requests", "--as-of", "2026-11-16T12:00:00Z"])
    assert "R1" in listed.stdout
    assert "R2" not in listed.stdout
