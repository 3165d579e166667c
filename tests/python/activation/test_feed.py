"""The marketing feed on an edition of four rows: what changes, what gate B stops, what a kill leaves."""

import csv
import hashlib
import json
from datetime import UTC, datetime

import duckdb
import pytest
from typer.testing import CliRunner

from lundi.activation import feed as feeds
from lundi.activation.feed import feeds_folder, make_feed
from lundi.activation.redacting import recipient_keys, redact_feeds
from lundi.cli import app
from lundi.errors import ExitCode, LundiError
from lundi.privacy.pepper import load_pepper
from lundi.warehouse.state import open_state
from runs import settings_in

NOW = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
TABLES = """
create schema vault; create schema marts;
create table vault.act_marketing_contacts (
    customer_id varchar, contact_channel_code varchar, contact_point varchar, is_first_of_contact_point boolean,
    is_for_wishes boolean, consent_event_id varchar, decided_at timestamp, expires_at timestamp);
create table vault.act_marketing_wishes (customer_id varchar, contact_channel_code varchar, birthday_date date);
create table marts.fct_consents (
    customer_id varchar, purpose_code varchar, contact_channel_code varchar, is_contactable boolean,
    expires_at timestamp);
"""
ANNE, BEA, CHLOE = "C1", "C2", "C3"
ROWS = (
    (ANNE, "email", "anne@courriel.example", True),
    (ANNE, "sms", "+33612345678", True),
    (BEA, "email", "foyer@courriel.example", True),
    (CHLOE, "email", "foyer@courriel.example", False),
)


@pytest.fixture
def settings(tmp_path):
    settings = settings_in(tmp_path)
    publish(settings, ROWS, wishes=((ANNE, "email", "2026-11-17"),))
    return settings


def publish(settings, rows, wishes=(), consents=None, expires_at="2029-01-01"):
    """An edition of these rows; consents: customers and channels that may be written to, all by default."""
    path = settings.published_database
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute(TABLES)
        for customer, channel, point, is_first in rows:
            connection.execute(
                "insert into vault.act_marketing_contacts values (?, ?, ?, ?, true, 'E', '2026-01-01', ?)",
                [customer, channel, point, is_first, expires_at],
            )
        for wish in wishes:
            connection.execute("insert into vault.act_marketing_wishes values (?, ?, ?)", [*wish])
        for customer, channel in consents if consents is not None else [row[:2] for row in rows]:
            connection.execute(
                "insert into marts.fct_consents values (?, 'marketing', ?, true, ?)", [customer, channel, expires_at]
            )


def read(folder, name="changes.csv"):
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def changes(settings, folder):
    """Each change with the customer in place of the key."""
    names = dict(zip(keys_of(settings, ANNE, BEA, CHLOE), (ANNE, BEA, CHLOE), strict=True))
    return {
        (row["change_code"], names[row["recipient_key"]], row["contact_channel_code"], row["contact_point"])
        for row in read(folder)
    }


def keys_of(settings, *customers):
    pepper = load_pepper(settings)
    return [next(iter(recipient_keys([customer], pepper))) for customer in customers]


def remembered(settings):
    with open_state(settings.state_database) as connection:
        return connection.execute(
            "select feed_number, customer_id, contact_channel_code, change_code from vault.feed_changes order by all"
        ).fetchall()


def test_the_first_feed_has_everybody_and_the_next_nothing(settings):
    first = make_feed(settings, now=NOW)
    assert (first.number, first.upsert_count, first.delete_count, first.wish_count) == (1, 4, 0, 1)
    assert changes(settings, first.folder) == {("upsert", *row[:3]) for row in ROWS}
    (wish,) = read(first.folder, "wishes.csv")
    assert wish == {
        "recipient_key": keys_of(settings, ANNE)[0], "contact_channel_code": "email", "birthday_date": "2026-11-17",
    }  # fmt: skip
    again = make_feed(settings, now=NOW)
    assert (again.is_empty, again.number) == (True, None)
    assert [path.name for path in feeds_folder(settings).iterdir()] == ["000001"]


def test_campaigns_go_to_a_mailbox_that_is_shared_once(settings):
    rows = read(make_feed(settings, now=NOW).folder)
    shared = [row for row in rows if row["contact_point"] == "foyer@courriel.example"]
    assert sorted(row["is_first_of_contact_point"] for row in shared) == ["false", "true"]


def test_the_manifest_tells_counts_hashes_and_the_moment_of_the_consents(settings):
    folder = make_feed(settings, now=NOW).folder
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["feed_number"], manifest["is_full"], manifest["contract_version"]) == (1, False, 1)
    assert (manifest["upsert_count"], manifest["delete_count"], manifest["wish_count"]) == (4, 0, 1)
    assert manifest["made_at"] == "2026-11-16T08:00:00Z"
    for name, found in manifest["sha256"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == found
    assert {path.name for path in folder.iterdir()} == {"changes.csv", "wishes.csv", "manifest.json"}
    assert {path.stat().st_mode & 0o077 for path in (folder, *folder.iterdir())} == {0}


def test_a_new_address_is_written_a_withdrawal_deleted_and_what_stays_is_not_sent(settings):
    make_feed(settings, now=NOW)
    publish(settings, [(ANNE, "email", "anne@neuf.example", True), *ROWS[2:]])
    second = make_feed(settings, now=LATER, may_shrink=True)
    assert changes(settings, second.folder) == {
        ("upsert", ANNE, "email", "anne@neuf.example"), ("delete", ANNE, "sms", ""),
    }  # fmt: skip
    publish(settings, ROWS)
    third = make_feed(settings, now=LATER)
    assert changes(settings, third.folder) == {
        ("upsert", ANNE, "email", "anne@courriel.example"), ("upsert", ANNE, "sms", "+33612345678"),
    }  # fmt: skip


def test_of_customers_who_were_merged_one_is_deleted(settings):
    make_feed(settings, now=NOW)
    publish(settings, [*ROWS[:2], (BEA, "email", "foyer@courriel.example", True)])
    second = make_feed(settings, now=LATER, may_shrink=True)
    assert changes(settings, second.folder) == {("delete", CHLOE, "email", "")}


def test_a_full_feed_has_everything_and_deletes_what_went(settings):
    make_feed(settings, now=NOW)
    publish(settings, ROWS[:2], wishes=((ANNE, "email", "2026-11-17"),))
    full = make_feed(settings, now=LATER, is_full=True)
    assert changes(settings, full.folder) == {
        *(("upsert", *row[:3]) for row in ROWS[:2]), ("delete", BEA, "email", ""), ("delete", CHLOE, "email", ""),
    }  # fmt: skip
    assert json.loads((full.folder / "manifest.json").read_text(encoding="utf-8"))["is_full"]
    assert full.wish_count == 0, "nobody is wished twice"


def test_a_wish_of_the_next_year_is_another_one(settings):
    make_feed(settings, now=NOW)
    publish(settings, ROWS, wishes=((ANNE, "email", "2027-11-17"),))
    assert make_feed(settings, now=LATER).wish_count == 1


def test_nothing_that_names_anybody_is_remembered(settings):
    make_feed(settings, now=NOW)
    content = settings.state_database.read_bytes()
    assert [point for *_, point, _ in ROWS if point.encode() in content] == []
    assert (1, ANNE, "sms", "upsert") in remembered(settings)


@pytest.mark.parametrize(
    ("rows", "options", "rule"),
    [
        (ROWS, {"consents": [row[:2] for row in ROWS[1:]]}, "1 rows without a marketing consent .*consent_holds"),
        (ROWS, {"expires_at": "2026-11-16 08:00:00"}, "4 rows without a marketing consent"),
        ([(ANNE, "email", "anne", True)], {}, "1 rows whose address is none"),
        ([(ANNE, "sms", "0612345678", True)], {}, "1 rows whose address is none"),
        ([(ANNE, "post", " ", True)], {}, "1 rows whose address is none"),
        ([ROWS[0], ROWS[0]], {}, "a_recipient_has_a_channel_once"),
        ([ROWS[2], (CHLOE, "email", "foyer@courriel.example", True)], {}, "campaigns_go_to_an_address_once"),
        (ROWS, {"wishes": [(BEA, "sms", "2026-11-17")]}, "a_wish_goes_to_who_may_be_wished"),
        (ROWS, {"wishes": [(BEA, "email", "2026-11-17"), (BEA, "email", "2026-11-18")]}, "or a second one"),
    ],
)
def test_gate_b_stops_a_feed_by_its_rule_and_nothing_leaves(settings, rows, options, rule):
    publish(settings, rows, **options)
    with pytest.raises(LundiError, match=rule) as stopped:
        make_feed(settings, now=NOW)
    assert [point for *_, point, _ in rows if point.strip() and point in stopped.value.message] == []
    assert not feeds_folder(settings).exists()
    assert remembered(settings) == []


def test_a_consent_that_holds_for_one_more_second_is_enough(settings):
    publish(settings, ROWS, expires_at="2026-11-16 08:00:01")
    assert make_feed(settings, now=NOW).upsert_count == 4


def test_more_than_a_fifth_goes_only_where_somebody_says_so(settings):
    rows = [(f"D{number}", "email", f"d{number}@courriel.example", True) for number in range(10)]
    publish(settings, rows)
    make_feed(settings, now=NOW)
    publish(settings, rows[3:])
    with pytest.raises(LundiError, match="3 of 10 rows of the platform would go, 20% may"):
        make_feed(settings, now=LATER)
    assert make_feed(settings, now=LATER, may_shrink=True).delete_count == 3
    publish(settings, rows[4:])
    assert make_feed(settings, now=LATER).delete_count == 1, "one of seven is no more than a fifth"


def test_no_feed_leaves_while_an_erasure_is_under_way(settings):
    with open_state(settings.state_database) as connection:
        connection.execute(
            "insert into privacy.erasures (request_id, erased_at, status) values ('RQ1', '2026-11-16', 'begun')"
        )
    with pytest.raises(LundiError, match="1 erasures that did not end"):
        make_feed(settings, now=NOW)


class KilledError(Exception):
    """As a kill: nothing after it is done."""


@pytest.mark.parametrize("killed", ["write_manifest", "_remember", "_show"])
def test_a_feed_that_was_killed_goes_out_once_and_nothing_is_lost(settings, monkeypatch, killed):
    def kill(*_):
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(feeds, killed, kill)
        with pytest.raises(KilledError):
            make_feed(settings, now=NOW)
    assert list(feeds_folder(settings).glob("[0-9]*")) == [], "the platform sees nothing"
    # By the next Monday somebody has another address.
    publish(settings, [(ANNE, "email", "anne@neuf.example", True), *ROWS[1:]])
    ended = make_feed(settings, now=LATER)
    was_whole = killed != "write_manifest"
    assert ended.repaired == ((1,) if was_whole else ())
    assert ended.number == (2 if was_whole else 1)
    held = {}
    for folder in sorted(feeds_folder(settings).glob("[0-9]*")):
        for change, customer, channel, point in changes(settings, folder):
            assert change == "upsert"
            held[customer, channel] = point
    assert held == {row[:2]: row[2] for row in ROWS} | {(ANNE, "email"): "anne@neuf.example"}
    assert make_feed(settings, now=LATER).is_empty
    assert list(feeds_folder(settings).glob("*/memory.csv")) == []


def test_who_is_erased_goes_out_of_old_feeds_and_the_next_one_says_delete(settings):
    first = make_feed(settings, now=NOW)
    named = redact_feeds(settings, set(keys_of(settings, ANNE)))
    assert named == [f"out/activation/marketing/000001/{name}" for name in ("changes.csv", "wishes.csv")]
    assert {row["recipient_key"] for row in read(first.folder)} == {*keys_of(settings, BEA, CHLOE)}
    manifest = json.loads((first.folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["is_redacted"]
    written = (first.folder / "changes.csv").read_bytes()
    assert manifest["sha256"]["changes.csv"] == hashlib.sha256(written).hexdigest()
    assert redact_feeds(settings, set(keys_of(settings, ANNE))) == []
    publish(settings, ROWS[2:])
    second = make_feed(settings, now=LATER, may_shrink=True)
    assert changes(settings, second.folder) == {("delete", ANNE, "email", ""), ("delete", ANNE, "sms", "")}


def test_the_command_tells_counts_and_a_dry_run_changes_nothing(settings):
    runner = CliRunner(
        env={f"LUNDI_{name.upper()}": str(getattr(settings, name)) for name in ("landing", "warehouse", "out")}
    )
    dry = runner.invoke(app, ["activation", "feed", "--dry-run"])
    assert dry.exit_code == ExitCode.OK, dry.output
    assert "4 to write, 0 to delete, 1 wishes. Nothing was sent." in dry.stdout
    assert (feeds_folder(settings).exists(), remembered(settings)) == (False, [])
    real = runner.invoke(app, ["activation", "feed"])
    assert "feed 000001: 4 to write" in real.stdout, real.output
    assert "courriel.example" not in real.output
    assert "Nothing changed" in runner.invoke(app, ["activation", "feed"]).stdout


def test_an_edition_of_an_older_version_is_told(settings):
    with duckdb.connect(str(settings.published_database)) as connection:
        connection.execute("drop table vault.act_marketing_contacts")
    with pytest.raises(LundiError, match="not this version's"):
        make_feed(settings, now=NOW)
