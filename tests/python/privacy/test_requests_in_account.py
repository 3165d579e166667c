"""Requests, answers and retention of the account: what local files say, asked there."""

from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from lundi.cli import app
from lundi.errors import ExitCode, LundiError
from lundi.privacy.answers import Answer, note_answer
from lundi.privacy.deadlines import later_request_count, open_requests
from lundi.privacy.kinds import AnswerKind
from lundi.privacy.places import asked_places
from lundi.privacy.retention import retention_steps
from lundi.settings import Settings
from lundi.snowflake.state import ensure_state_in_snowflake
from lundi.warehouse.dbt import DEV, PROD
from worlds_in_account import copy_world

LATE = datetime(2026, 12, 1, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def world(shared_account, known_people):
    copy_world(shared_account, known_people)
    ensure_state_in_snowflake()
    return shared_account


@pytest.fixture
def machine(tmp_path):
    return Settings(tmp_path / "landing", tmp_path / "warehouse", tmp_path / "out")


def test_open_requests_and_retention_are_those_of_local_files(world, known_people, machine):
    told = []
    for settings, target in ((known_people, DEV), (machine, PROD)):
        with asked_places(settings, target) as places:
            told.append(
                (open_requests(places, machine.out, LATE), later_request_count(places), retention_steps(places))
            )
    assert told[0] == told[1]
    assert len(told[0][0]) > 5


def test_a_request_that_came_after_the_build_is_counted(world, machine):
    world.duckdb.execute(
        "insert into lundi_raw.raw.privacy_requests (request_id, request_type) values ('RQNEU', 'access')"
    )
    with asked_places(machine, PROD) as places:
        assert later_request_count(places) == 1
    world.duckdb.execute("delete from lundi_raw.raw.privacy_requests where request_id = 'RQNEU'")


def test_an_answer_is_noted_once_by_the_builder_s_role_and_without_a_word_in_a_statement(world, machine):
    before = len(world.ledger.statements)
    answer = Answer("RQJULES3", AnswerKind.REFUSED, "le motif, tel que dit", "le délégué", LATE)
    assert note_answer(machine, answer, PROD) == "objection"
    rows = world.duckdb.execute("select * from lundi_state.vault.request_answers").fetchall()
    assert [row[0] for row in rows] == ["RQJULES3"]
    assert "le motif, tel que dit" in rows[0]
    with pytest.raises(LundiError, match="was answered on 2026-12-01"):
        note_answer(machine, answer, PROD)
    with asked_places(machine, PROD) as places:
        assert "RQJULES3" not in [one.request_id for one in open_requests(places, machine.out, LATE)]
    sent = world.ledger.statements[before:]
    assert [each.sql for each in sent if "RQJULES3" in each.sql or "le motif" in each.sql] == []
    assert {each.role for each in sent if "request_answers" in each.sql and "insert" in each.sql.lower()} == {
        "LUNDI_TRANSFORMER"
    }
    with pytest.raises(LundiError, match="there is no request RQ0"):
        note_answer(machine, Answer("RQ0", AnswerKind.GIVEN, "", "le délégué", LATE), PROD)


def test_the_commands_take_the_target(world, machine):
    runner = CliRunner(
        env={f"LUNDI_{name.upper()}": str(getattr(machine, name)) for name in ("landing", "warehouse", "out")}
    )
    listed = runner.invoke(app, ["privacy", "requests", "--target", "prod", "--as-of", "2026-12-01T08:00"])
    assert listed.exit_code == ExitCode.INCOMPLETE, listed.output
    assert "RQJULES1" in listed.stdout
    kept = runner.invoke(app, ["privacy", "retention", "--target", "prod"])
    assert kept.exit_code == ExitCode.OK, kept.output
    due = runner.invoke(app, ["privacy", "retention", "--erase", "--target", "prod"])
    assert due.exit_code == ExitCode.OK, due.output
