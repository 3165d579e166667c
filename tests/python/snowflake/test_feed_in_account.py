"""The marketing feed of the account is that of local files, byte by byte, and stops where that one does."""

import json
from datetime import UTC, datetime

import duckdb
import pytest
from typer.testing import CliRunner

from activation import test_feed as local
from activation.test_feed import ANNE, BEA, CHLOE, LATER, NOW, ROWS
from lundi.activation import feed as feeds
from lundi.activation.feed import feeds_folder, make_feed
from lundi.cli import app
from lundi.errors import LundiError
from lundi.snowflake.state import ensure_state_in_snowflake
from lundi.warehouse.dbt import PROD
from lundi.warehouse.secret import VARIABLE
from runs import settings_in

AS_OF = datetime(2026, 11, 16, 6, 0, tzinfo=UTC)
OBJECTS = ("vault.act_marketing_contacts", "vault.act_marketing_wishes", "marts.fct_consents")
WISHES = ((ANNE, "email", "2026-11-17"),)


@pytest.fixture
def account(shared_account):
    """The account of this module, emptied."""
    ensure_state_in_snowflake()
    for table in ("lundi_state.vault.feed_changes", "lundi_state.privacy.erasures", "lundi_secret.secret.pepper"):
        shared_account.duckdb.execute(f"delete from {table}")
    shared_account.duckdb.execute("drop table if exists LUNDI.AUDIT.EDITION")
    return shared_account


@pytest.fixture
def here(tmp_path, monkeypatch):
    """The warehouse of a machine that makes the same feeds from files."""
    monkeypatch.setenv(VARIABLE, "the same secret here and in the account")
    return settings_in(tmp_path / "here")


@pytest.fixture
def there(account, here, tmp_path):
    """The folders of the machine that makes feeds from the account."""
    ensure_state_in_snowflake()
    publish(account, here, ROWS, wishes=WISHES)
    return settings_in(tmp_path / "there")


def publish(account, here, rows, run_id="r1", **options):
    """An edition of these rows, in the local file and in the account."""
    local.publish(here, rows, **options)
    with duckdb.connect(str(here.published_database)) as connection:
        connection.execute("create schema audit; create table audit.edition (as_of timestamp, run_id varchar)")
        connection.execute("insert into audit.edition values (?, ?)", [AS_OF.replace(tzinfo=None), run_id])
    inside = account.duckdb
    inside.execute(f"attach '{here.published_database}' as published (read_only)")
    for name in OBJECTS:
        inside.execute(f"create or replace table lundi.{name} as select * from published.{name}")
    inside.execute(
        "create or replace table LUNDI.AUDIT.EDITION as select *, 'published' as state from published.audit.edition"
    )
    inside.execute("detach published")


def contents(settings):
    return {
        path.relative_to(settings.out).as_posix(): path.read_bytes()
        for path in sorted(feeds_folder(settings).rglob("*"))
        if path.is_file()
    }


def remembered(account):
    return account.duckdb.execute(
        "select feed_number, customer_id, contact_channel_code, change_code, content_hash, as_of, sent_at "
        "from lundi_state.vault.feed_changes order by all"
    ).fetchall()


def test_three_mondays_give_the_files_that_local_databases_give(account, here, there):
    mondays = (
        (ROWS, {"wishes": WISHES}, {}, NOW),
        ([(ANNE, "email", "anne@neuf.example", True), *ROWS[2:]], {}, {"may_shrink": True}, LATER),
        (ROWS, {}, {"is_full": True}, LATER),
    )
    for rows, published, options, now in mondays:
        publish(account, here, rows, **published)
        told = [make_feed(here, now=now, **options), make_feed(there, now=now, target=PROD, **options)]
        counts = [(one.number, one.upsert_count, one.delete_count, one.wish_count) for one in told]
        assert counts[0] == counts[1]
        assert contents(there) == contents(here)
    assert len(contents(there)) == 9
    assert make_feed(there, now=LATER, target=PROD).is_empty
    with duckdb.connect(str(here.state_database), read_only=True) as connection:
        expected = connection.execute(
            "select feed_number, customer_id, contact_channel_code, change_code, content_hash, as_of, sent_at "
            "from vault.feed_changes order by all"
        ).fetchall()
    assert remembered(account) == expected


@pytest.mark.parametrize(
    ("rows", "options", "rule"),
    [
        (ROWS, {"consents": [row[:2] for row in ROWS[1:]]}, "1 rows without a marketing consent .*consent_holds"),
        (ROWS, {"expires_at": "2026-11-16 08:00:00"}, "4 rows without a marketing consent"),
        ([(ANNE, "sms", "0612345678", True)], {}, "1 rows whose address is none"),
        ([(ANNE, "email", "anne", True)], {}, "1 rows whose address is none"),
        ([ROWS[0], ROWS[0]], {}, "a_recipient_has_a_channel_once"),
        ([ROWS[2], (CHLOE, "email", "foyer@courriel.example", True)], {}, "campaigns_go_to_an_address_once"),
        (ROWS, {"wishes": [(BEA, "sms", "2026-11-17")]}, "a_wish_goes_to_who_may_be_wished"),
    ],
)
def test_gate_b_stops_it_there_by_the_rule_that_stops_it_here(account, here, there, rows, options, rule):
    publish(account, here, rows, **options)
    with pytest.raises(LundiError, match=rule):
        make_feed(there, now=NOW, target=PROD)
    assert (feeds_folder(there).exists(), remembered(account)) == (False, [])


def test_more_than_a_fifth_and_an_erasure_that_did_not_end_stop_it(account, here, there):
    make_feed(there, now=NOW, target=PROD)
    publish(account, here, ROWS[2:])
    with pytest.raises(LundiError, match="2 of 4 rows of the platform would go, 20% may"):
        make_feed(there, now=LATER, target=PROD)
    account.duckdb.execute(
        "insert into lundi_state.privacy.erasures (request_id, erased_at, status) values ('RQ1', '2026-11-16', 'begun')"
    )
    with pytest.raises(LundiError, match="1 erasures that did not end"):
        make_feed(there, now=LATER, target=PROD, may_shrink=True)


class KilledError(Exception):
    """As a kill: nothing after it is done."""


@pytest.mark.parametrize("killed", ["write_manifest", "_show"])
def test_a_feed_that_was_killed_goes_out_once(account, here, there, monkeypatch, killed):
    def kill(*_):
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(feeds, killed, kill)
        with pytest.raises(KilledError):
            make_feed(there, now=NOW, target=PROD)
    assert list(feeds_folder(there).glob("[0-9]*")) == []
    publish(account, here, [(ANNE, "email", "anne@neuf.example", True), *ROWS[1:]])
    ended = make_feed(there, now=LATER, target=PROD)
    was_whole = killed != "write_manifest"
    assert (ended.repaired, ended.number) == (((1,), 2) if was_whole else ((), 1))
    assert make_feed(there, now=LATER, target=PROD).is_empty


def test_an_edition_that_is_swapped_while_it_is_compared_gives_no_feed(account, here, there, monkeypatch):
    whole = feeds.breaches

    def swapped(*some, **options):
        found = whole(*some, **options)
        publish(account, here, ROWS, run_id="r2")
        return found

    monkeypatch.setattr(feeds, "breaches", swapped)
    with pytest.raises(LundiError, match="another edition was published meanwhile"):
        make_feed(there, now=NOW, target=PROD)
    assert (feeds_folder(there).exists(), remembered(account)) == (False, [])


def test_no_statement_holds_an_address_a_customer_or_the_secret_and_only_the_builder_s_role_is_used(account, there):
    before = len(account.ledger.statements)
    make_feed(there, now=NOW, target=PROD)
    sent = account.ledger.statements[before:]
    words = ("courriel.example", "+336", "the same secret", "'C1'", '"C1"')
    assert [each.sql for each in sent if any(word in each.sql for word in words)] == []
    assert {each.role for each in sent} - {"PUBLIC"} == {"LUNDI_TRANSFORMER"}


def test_the_command_takes_the_target(account, there):
    env = {f"LUNDI_{name.upper()}": str(getattr(there, name)) for name in ("landing", "warehouse", "out")}
    runner = CliRunner(env=env)
    dry = runner.invoke(app, ["activation", "feed", "--dry-run", "--target", "prod"])
    assert "4 to write, 0 to delete, 1 wishes. Nothing was sent." in dry.stdout, dry.output
    assert (feeds_folder(there).exists(), remembered(account)) == (False, [])
    real = runner.invoke(app, ["activation", "feed", "--target", "prod"])
    assert "feed 000001: 4 to write" in real.stdout, real.output
    manifest = json.loads((feeds_folder(there) / "000001" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["consents_as_of"] == "2026-11-16T06:00:00Z"
    assert not there.state_database.exists()


def test_an_account_without_an_edition_is_told_what_makes_one(account, here, tmp_path):
    with pytest.raises(LundiError, match="nothing has been published") as told:
        make_feed(settings_in(tmp_path / "there"), now=NOW, target=PROD)
    assert "--target prod" in told.value.next_step
