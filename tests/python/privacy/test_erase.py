"""`lundi privacy erase` on the family that shares one e-mail: Jules goes, his twin and their mother keep everything."""

import hashlib
import json
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pypdfium2
import pytest
from typer.testing import CliRunner

from lundi.activation.feed import feeds_folder, make_feed
from lundi.activation.redacting import recipient_keys
from lundi.cli import app
from lundi.errors import ExitCode, LundiError
from lundi.ingest import ingest
from lundi.landing.contract import load_contract
from lundi.privacy.access import package_of
from lundi.privacy.deadlines import open_requests
from lundi.privacy.erasure import carrying_out, work
from lundi.privacy.erasure.carrying_out import dry_run, dry_run_expired, erase, erase_expired
from lundi.privacy.erasure.replaying import replay_erasures
from lundi.privacy.finding import roots
from lundi.privacy.package import Package
from lundi.privacy.pepper import load_pepper
from lundi.privacy.places import open_places
from lundi.privacy.resolution import RequestRefusedError
from lundi.privacy.search import Found, search, values_of
from lundi.settings import Settings
from lundi.warehouse.raw import open_raw
from privacy import family
from privacy.erased import (
    AGAIN,
    AS_OF,
    ERASED_AT,
    HIS_ALONE,
    HIS_REQUEST,
    HIS_TWIN_S,
    build_and_publish,
    deliver_again,
    rows_of,
)
from runs import settings_in
from worlds import LandingZone

SALES = """
select store_id, channel_code, business_date, sales_eur_incl_tax, ticket_count, line_count, item_count
from marts.fct_store_sales_daily order by all
"""
CUSTOMERS = "select customer_id from marts.dim_customers order by all"
# Steps after which a run is killed, one after the other.
STEPS = ("suppress", "landing", "raw", "state", "rewrite", "remove", "rebuild", "verify", "prove")
# Numbers of his sales and requests, by which they are found before; they stay.
STAYING = ("TJULES1", "TJULES2", "TJULES3", "EJULES1", "DJULES1", "RETJULES1", "RETJULES2", "RQJULES1", HIS_REQUEST)
TIMES = ("erased_at", "finished_at", "redacted_at", "proof", "seconds")


@dataclass(frozen=True)
class World:
    """The warehouse after the erasure, a copy of it as it was before, and what was seen of it then."""

    settings: Settings
    before: Settings
    found: Found
    his: Package
    hers: Package
    erased: carrying_out.Erased

    def lay_edition(self, settings, advance):
        """In place of a build that would give the same: the edition that was built without him."""
        shutil.copyfile(self.settings.published_database, settings.published_database)


@pytest.fixture(scope="module")
def world(erased_world):
    before = erased_world.before
    found = search(roots(before), values_of((*HIS_ALONE, *STAYING)))
    his, hers = package(before, HIS_REQUEST), package(before, HIS_TWIN_S)
    return World(erased_world.settings, before, found, his, hers, erased_world.erased)


def package(settings, request_id):
    with open_places(settings) as connection:
        return package_of(connection, settings, request_id)


def rows_in(package):
    return {
        (part.path, json.dumps(dict(row), default=str, sort_keys=True))
        for parts in package.topics.values()
        for part in parts
        for row in part.rows
    }


@contextmanager
def opened(path):
    """A database under its production name: a file named raw.duckdb would open as catalogue `raw`."""
    name = {"raw": "lundi_raw", "state": "lundi_state"}.get(path.stem, path.stem)
    with duckdb.connect() as connection:
        connection.execute(f"attach '{path}' as {name} (read_only)")
        connection.execute(f"use {name}")
        yield connection


def query(path, sql):
    with opened(path) as connection:
        return connection.execute(sql).fetchall()


def customer_of(settings, member_id):
    sql = "select customer_id from vault.int_customer__customer_records where source_customer_id = ?"
    with opened(settings.published_database) as connection:
        return connection.execute(sql, [member_id]).fetchall()[0][0]


def bytes_below(settings):
    return {
        path.relative_to(settings.landing.parent).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(settings.landing.parent.rglob("*"))
        if path.is_file() and path.name != "lundi.lock"
    }


def contents(path):
    """All rows of a database but their moments, a test of whether two hold the same."""
    with opened(path) as connection:
        tables = connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables() where not temporary order by all"
        ).fetchall()
        found = {}
        for (table,) in tables:
            columns = [row[0] for row in connection.execute(f"describe {table}").fetchall() if row[0] not in TIMES]
            found[table] = connection.execute(f"select {', '.join(columns)} from {table} order by all").fetchall()
        return found


def test_before_the_search_finds_him_wherever_his_package_lists_something(world):
    landed = {
        f"landing/{entity.source}/{entity.name}/"
        for entity in load_contract().entities
        for parts in world.his.topics.values()
        for part in parts
        if part.rows and part.path == f"lundi_raw.raw.{entity.table}"
    }
    files = {hit.file for hit in world.found.hits}
    assert [place for place in landed if not any(file.startswith(place) for file in files)] == []
    assert len(landed) > 10
    assert {"warehouse/lundi.duckdb", "warehouse/raw.duckdb", "warehouse/state.duckdb", "warehouse/dev.duckdb"} <= files
    assert "warehouse/former/lundi.duckdb" in files
    assert world.found.holds("warehouse/raw.duckdb", "quarantine.delivered_rows")


def test_after_nothing_of_him_is_found_in_any_file_neither_read_nor_as_bytes(world):
    assert world.erased.is_proven
    found = search(roots(world.settings), values_of((*HIS_ALONE, "jules.ancien@lettre.example")))
    assert (found.hits, found.unread) == ((), ())
    long_enough = [value.encode() for value in HIS_ALONE if len(value) > 6]
    files = [path for path in world.settings.landing.parent.rglob("*") if path.is_file()]
    assert len(files) > 50
    holding = [(path.name, value) for path in files for value in long_enough if value in path.read_bytes()]
    assert holding == []


def test_he_goes_out_of_the_feeds_that_were_sent_and_the_platform_is_told_to_delete_him(world, tmp_path):
    his = [next(iter(recipient_keys([customer_of(world.before, "M11")], load_pepper(world.settings))))]
    was, now = (
        (feeds_folder(settings) / "000001" / "changes.csv").read_text(encoding="utf-8")
        for settings in (world.before, world.settings)
    )
    assert f"upsert,{his[0]},email,jules.g@lettre.example" in was
    assert [line for line in was.splitlines() if his[0] not in line] == now.splitlines()
    shutil.copytree(world.settings.landing.parent, tmp_path / "fed")
    fed = make_feed(settings_in(tmp_path / "fed"), now=ERASED_AT, may_shrink=True)
    assert fed.folder
    _, *changed = (fed.folder / "changes.csv").read_text(encoding="utf-8").splitlines()
    assert [line for line in changed if line.startswith("delete")] == [f"delete,{his[0]},email,,,,,"]
    # Her number, which he shared and had refused: she consents herself, and his refusal went with him.
    hers = next(iter(recipient_keys([customer_of(world.before, "D13")], load_pepper(world.settings))))
    assert [line.split(",")[1:3] for line in changed if line.startswith("upsert")] == [[hers, "sms"]]


def test_his_twin_and_their_mother_keep_everything(world):
    before, after = rows_in(world.hers), rows_in(package(world.settings, HIS_TWIN_S))
    gone = {(path.split(".")[-1]) for path, _ in before - after}
    # A decision about the two of them is his as well. The number of their household is made of one of its customers'
    # numbers, the smallest, which the secret draws: it changes where that was his.
    assert gone - {"brg_customer_households", "dim_customers"} == {"privacy_match_decisions"}
    # A return that she brought back for him is nobody's now: it changes none of her figures.
    weekly = {row for path, row in after if path.endswith("fct_customer_weekly")}
    assert weekly == {row for path, row in before if path.endswith("fct_customer_weekly")}
    raw = {
        table: {row for row in query(world.settings.raw_database, f"select * from raw.{table}") if wanted(row)}
        for table, wanted in (
            ("loyalty_members", lambda row: row[0] != "M11"),
            ("drive_accounts", lambda row: row[0] != "D11"),
            ("loyalty_cards", lambda row: "M11" not in row),
        )
    }
    for table, rows in raw.items():
        former = set(query(world.before.raw_database, f"select * from raw.{table}"))
        assert rows == {row for row in former if not {"M11", "D11"} & set(row)}
    assert (world.hers.found.customer_id,) in query(world.settings.published_database, CUSTOMERS)


def test_sales_are_the_same_to_the_cent_and_one_customer_is_less(world):
    former, now = (query(settings.published_database, SALES) for settings in (world.before, world.settings))
    assert former == now
    assert len(now) > 3
    customers = [set(query(s.published_database, CUSTOMERS)) for s in (world.before, world.settings)]
    assert customers[0] - customers[1] == {(world.his.found.customer_id,)}
    assert customers[1] < customers[0]


def test_his_number_is_given_to_nobody_and_no_other_record_lost_its_own(world):
    former, now = (
        dict(query(s.state_database, "select record_id, max_by(coalesce(customer_id, '-'), entry_number) "
                                     "from vault.customer_registry group by 1"))
        for s in (world.before, world.settings)
    )  # fmt: skip
    his = world.his.found.customer_id
    assert {record: number for record, number in former.items() if number != his} == {
        record: number for record, number in now.items() if not record.startswith("erased-")
    }
    assert [number for record, number in now.items() if record.startswith("erased-")] == ["-"] * 4
    events = query(
        world.settings.state_database,
        f"select event_type from vault.customer_events where customer_id = '{his}' order by occurred_at, event_type",
    )
    assert events == [("created",), ("erased",)]


def test_the_ledger_still_accounts_for_every_row_that_lies_in_the_archive(world):
    unequal = query(
        world.settings.raw_database,
        "select source, entity, delivery_id from raw.deliveries "
        "where row_count <> loaded_row_count + quarantined_row_count and status = 'accepted'",
    )
    assert unequal == []
    for manifest in world.settings.landing.rglob("manifest.json"):
        for file in json.loads(manifest.read_text(encoding="utf-8"))["files"]:
            content = (manifest.parent / file["name"]).read_bytes()
            is_refused = manifest.parent.name == "20261103T030000Z-001"
            assert is_refused or hashlib.sha256(content).hexdigest() == file["sha256"], manifest


def test_a_redacted_file_keeps_every_other_byte(world):
    place = Path("loyalty/members/20261102T030000Z-001/members.csv")
    former = (world.before.landing / place).read_text(encoding="utf-8").splitlines()
    now = (world.settings.landing / place).read_text(encoding="utf-8").splitlines()
    assert now == [line for line in former if not line.startswith("M11")]
    tickets = Path("pos/tickets/20261116T030000Z-002/tickets.csv")
    changed = [
        (one, other)
        for one, other in zip(
            *((s.landing / tickets).read_text(encoding="utf-8").splitlines() for s in (world.before, world.settings)),
            strict=True,
        )
        if one != other
    ]
    assert [one.split(";")[0] for one, _ in changed] == ["TJULES1", "TJULES2"]


def test_the_files_that_lie_there_and_those_that_were_sent_are_both_known(world, tmp_path):
    raw = tmp_path / "raw.duckdb"
    shutil.copyfile(world.settings.raw_database, raw)
    counts = query(raw, "select count(*) from raw.loyalty_members")
    again = ingest(world.settings.landing, raw, as_of=AS_OF)
    assert {outcome.status for outcome in again.outcomes} <= {"unchanged", "refused"}
    assert [o.path for o in again.with_status("refused")] == ["app/users/20261103T030000Z-001"]
    sent = ingest(world.before.landing, raw, as_of=AS_OF)
    assert [o.path for o in sent.with_status("refused")] == ["app/users/20261103T030000Z-001"]
    assert {outcome.status for outcome in sent.outcomes} == {"unchanged", "refused"}
    # And under another name.
    folder = tmp_path / "landing" / "loyalty" / "members" / "20261116T033000Z-009"
    shutil.copytree(world.before.landing / "loyalty/members/20261116T030000Z-001", folder)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (folder / "manifest.json").write_text(json.dumps({**manifest, "delivery_id": folder.name}), encoding="utf-8")
    assert [o.status for o in ingest(tmp_path / "landing", raw, as_of=AS_OF).outcomes] == ["duplicate"]
    assert query(raw, "select count(*) from raw.loyalty_members") == counts


def test_his_requests_keep_their_number_alone_and_the_erasure_is_its_own_answer(world):
    requests = dict(
        (row[0], row[1:])
        for row in query(
            world.settings.raw_database,
            "select request_id, source_customer_id, email, first_name, birth_date from raw.privacy_requests",
        )
    )
    assert all(requests[one] == (None,) * 4 for one in (HIS_REQUEST, "RQJULES1", "RQJULES2", "RQJULES3"))
    # One that nobody could answer names his account, and loses that.
    assert requests["RQSANSID"][0] is None
    assert requests["RQJULIE1"][1] == family.SHARED["email"]
    with open_places(world.settings) as connection:
        still = {one.request_id for one in open_requests(connection, world.settings.out, ERASED_AT)}
    assert HIS_REQUEST not in still
    assert "RQDEUX" in still


def test_the_list_says_nothing_but_hashes(world):
    listed = query(world.settings.state_database, "select key_kind, keyed_hash from privacy.suppressions order by all")
    assert {kind for kind, _ in listed} == {"source_customer", "contact", "card"}
    assert [kind for kind, _ in listed].count("source_customer") == 4
    # The card that his sister has today is not on it.
    assert [kind for kind, _ in listed].count("card") == 1
    assert all(len(keyed) == 64 for _, keyed in listed)
    assert query(world.settings.state_database, "select request_id, status, record_count from privacy.erasures") == [
        (HIS_REQUEST, "done", 4)
    ]


def test_the_proof_names_objects_and_counts_and_no_person(world):
    files = {path.name: path for path in world.erased.files}
    proof = json.loads(files["preuve.json"].read_text(encoding="utf-8"))
    objects = {one["object"]: one for one in proof["objects"]}
    assert objects["lundi_raw.raw.loyalty_members"]["rows_deleted"] == 2
    assert objects["lundi_raw.raw.pos_tickets"]["rows_detached"] == 2
    assert {one["left"] for one in proof["objects"]} == {0}
    assert proof["verification"]["places_left"] == 0
    assert proof["verification"]["files_read"] > 50
    with pypdfium2.PdfDocument(files["preuve.pdf"]) as pdf:
        assert len(pdf) == 1
        said = "".join(page.get_textpage().get_text_range() for page in pdf)
    for text in (said, files["preuve.html"].read_text(encoding="utf-8"), json.dumps(proof, ensure_ascii=False)):
        assert "Programme de fidélité" in text
        assert proof["index_hash"] in text.replace("\r\n", "")
        assert [value for value in (*family.HIS, *family.THEIRS) if len(value) > 5 and value in text] == []
    assert files["preuve.json"].stat().st_mode & 0o077 == 0


def test_what_held_a_copy_is_gone_and_the_plan_too(world):
    warehouse = world.settings.warehouse
    assert not world.settings.former_database.exists()
    assert not (warehouse / "dev.duckdb").exists()
    assert not work.work_file(world.settings).exists()
    assert list(warehouse.glob(".*")) == []
    assert list(world.settings.landing.rglob(".*")) == []


def test_once_erased_is_erased(world):
    state = query(world.settings.state_database, "from privacy.suppressions")
    again = erase(world.settings, [HIS_REQUEST], rebuild=no_rebuild)
    assert (again.already, again.verified) == ((HIS_REQUEST,), None)
    assert query(world.settings.state_database, "from privacy.suppressions") == state


@pytest.fixture
def untouched(world, tmp_path):
    """A copy of the world before."""
    shutil.copytree(world.before.landing.parent, tmp_path / "copy")
    return settings_in(tmp_path / "copy")


def test_a_dry_run_tells_what_would_go_and_changes_no_byte(world):
    former = bytes_below(world.before)
    runner = CliRunner(
        env={f"LUNDI_{name.upper()}": str(getattr(world.before, name)) for name in ("landing", "warehouse", "out")}
    )
    result = runner.invoke(app, ["privacy", "erase", HIS_REQUEST])
    assert result.exit_code == ExitCode.OK, result.output
    assert "lundi_raw.raw.loyalty_members" in result.stdout
    assert "Nothing was changed" in result.stdout
    said = result.stdout.replace(HIS_REQUEST, "")
    assert [value for value in (*family.HIS, *family.THEIRS) if len(value) > 5 and value in said] == []
    assert bytes_below(world.before) == former


@pytest.mark.parametrize(
    ("request_id", "said"),
    [
        ("RQDEUX", "several_fit"),
        ("RQSANSID2", "identity_not_checked"),
        (HIS_TWIN_S, "asks for access"),
        ("RQ0", "knows no"),
    ],
)
def test_a_request_that_may_be_another_s_or_asks_for_something_else_erases_nobody(world, request_id, said):
    former = bytes_below(world.before)
    with pytest.raises((LundiError, RequestRefusedError), match=said):
        erase(world.before, [HIS_REQUEST, request_id], rebuild=no_rebuild)
    assert not work.work_file(world.before).exists()
    assert query(world.before.state_database, "from privacy.erasures") == []
    assert {k: v for k, v in bytes_below(world.before).items() if k.startswith("landing/")} == {
        k: v for k, v in former.items() if k.startswith("landing/")
    }


def no_rebuild(settings, advance):
    """For a run that ends before, or an edition that has nobody to lose."""


class KilledError(Exception):
    """As a kill: nothing after it is done."""


def test_a_run_that_is_killed_after_any_step_is_ended_by_the_next_to_the_same_state(world, untouched):
    """The edition built without him is the world's own: what is compared is everything else."""

    def lay_edition(settings, advance):
        shutil.copyfile(world.settings.published_database, settings.published_database)
        shutil.copyfile(world.settings.state_database, settings.warehouse / "laid.duckdb")
        with duckdb.connect(str(settings.state_database)) as connection:
            connection.execute(f"attach '{settings.warehouse / 'laid.duckdb'}' as laid (read_only)")
            for table in ("customer_registry", "customer_events"):
                connection.execute(f"insert into vault.{table} from laid.vault.{table} except from vault.{table}")
        (settings.warehouse / "laid.duckdb").unlink()

    shutil.copyfile(world.settings.warehouse / "secret.duckdb", untouched.warehouse / "secret.duckdb")
    for step in STEPS:

        def kill(name, last=step):
            if name == last:
                raise KilledError

        with pytest.raises(KilledError):
            erase(untouched, [HIS_REQUEST], now=ERASED_AT, rebuild=lay_edition, say=kill)
        with pytest.raises(LundiError, match="did not end"):
            erase(untouched, ["RQJULES1"], rebuild=lay_edition)
    ended = erase(untouched, [HIS_REQUEST], now=ERASED_AT, rebuild=lay_edition)
    assert (ended.is_resumed, ended.is_proven) == (True, True), ended.verified
    for name in ("raw_database", "state_database"):
        assert contents(getattr(untouched, name)) == contents(getattr(world.settings, name))
    landings = [
        {path.relative_to(s.landing): path.read_bytes() for path in s.landing.rglob("*") if path.is_file()}
        for s in (untouched, world.settings)
    ]
    assert landings[0].keys() == landings[1].keys()
    assert [path for path in landings[0] if landings[0][path] != landings[1][path]] == []
    assert not work.work_file(untouched).exists()


def test_after_a_restore_he_is_found_by_hashes_alone_and_erased_again(world, untouched):
    """Everything but the list comes from a backup that is older than the erasure."""
    shutil.copyfile(world.settings.warehouse / "secret.duckdb", untouched.warehouse / "secret.duckdb")
    copies = []

    def lay_edition(settings, advance):
        copies.append(settings)
        shutil.copyfile(world.settings.published_database, settings.published_database)

    replayed = replay_erasures(untouched, newer_state=world.settings.state_database, now=ERASED_AT, rebuild=lay_edition)
    assert replayed.is_proven, replayed.verified
    assert replayed.request_ids == (HIS_REQUEST,)
    assert len(copies) == 1
    assert search(roots(untouched), values_of(HIS_ALONE)).hits == ()
    assert query(untouched.raw_database, "from raw.drive_accounts order by all") == query(
        world.settings.raw_database, "from raw.drive_accounts order by all"
    )
    again = replay_erasures(untouched, now=ERASED_AT, rebuild=lay_edition)
    assert again.request_ids == ()
    assert len(copies) == 1


def test_a_raw_that_was_restored_from_before_learns_from_the_manifests_what_was_redacted(world, tmp_path):
    settings = settings_in(tmp_path / "restored")
    shutil.copytree(world.settings.landing.parent, tmp_path / "restored")
    shutil.copyfile(world.before.raw_database, settings.raw_database)
    replayed = replay_erasures(
        settings,
        now=ERASED_AT,
        rebuild=no_rebuild,
    )
    assert replayed.is_proven, replayed.verified
    statuses = {
        outcome.path: outcome.status
        for outcome in ingest(settings.landing, settings.raw_database, as_of=AS_OF).outcomes
    }
    assert set(statuses.values()) <= {"unchanged", "refused"}
    assert [path for path, status in statuses.items() if status == "refused"] == ["app/users/20261103T030000Z-001"]


def test_what_is_left_is_named_and_the_erasure_stays_begun(world, untouched):
    (untouched.out / "notes").mkdir(parents=True)
    (untouched.out / "notes" / "export.csv").write_text("n;card\n1;2990000000101\n", encoding="utf-8")

    result = erase(untouched, [HIS_REQUEST], now=ERASED_AT, rebuild=world.lay_edition)
    assert not result.is_proven
    assert result.verified
    assert result.verified.left == ("out/notes/export.csv",)
    assert query(untouched.state_database, "select status from privacy.erasures") == [("begun",)]
    (untouched.out / "notes" / "export.csv").unlink()
    assert erase(untouched, [HIS_REQUEST], now=ERASED_AT, rebuild=world.lay_edition).is_proven


def test_who_was_not_heard_of_for_three_years_goes_and_who_is_to_be_told_stays(world, untouched):
    """By the list of the edition: he is on it to be erased, his twin to be told."""
    his, hers = customer_of(world.before, "M11"), customer_of(world.before, "M12")
    with duckdb.connect(str(untouched.published_database)) as connection:
        connection.execute("delete from marts.fct_retention")
        for customer, step in ((his, "erase"), (hers, "notice")):
            connection.execute(
                "insert into marts.fct_retention (customer_id, retention_step_code) values (?, ?)", [customer, step]
            )
    shutil.copyfile(world.settings.warehouse / "secret.duckdb", untouched.warehouse / "secret.duckdb")
    plan = dry_run_expired(untouched, ERASED_AT)
    assert [(one.request_id, one.customer_id) for one in plan.requests] == [("retention-20261117", his)]
    assert query(untouched.state_database, "from privacy.erasures") == []

    erased = erase_expired(untouched, now=ERASED_AT, rebuild=world.lay_edition)
    assert erased.is_proven, erased.verified
    assert search(roots(untouched), values_of(HIS_ALONE)).hits == ()
    assert query(untouched.state_database, "select request_id, status, customer_count from privacy.erasures") == [
        ("retention-20261117", "done", 1)
    ]
    listed = "select key_kind, keyed_hash from privacy.suppressions order by all"
    assert query(untouched.state_database, listed) == query(world.settings.state_database, listed)
    # Whoever is due by the next edition is erased under the name of another day.
    assert erase_expired(untouched, now=ERASED_AT, rebuild=no_rebuild).already == ("retention-20261117",)
    assert erase_expired(untouched, now=AGAIN, rebuild=no_rebuild).request_ids == ()


def test_an_expired_erasure_that_was_killed_is_ended_under_its_own_name_on_another_day(world, untouched):
    with duckdb.connect(str(untouched.published_database)) as connection:
        connection.execute("delete from marts.fct_retention")
        connection.execute(
            "insert into marts.fct_retention (customer_id, retention_step_code) values (?, 'erase')",
            [customer_of(world.before, "M11")],
        )

    def kill(name):
        if name == "raw":
            raise KilledError

    with pytest.raises(KilledError):
        erase_expired(untouched, now=ERASED_AT, rebuild=world.lay_edition, say=kill)
    ended = erase_expired(untouched, now=AGAIN, rebuild=world.lay_edition)
    assert (ended.is_resumed, ended.request_ids) == (True, ("retention-20261117",))
    assert ended.is_proven, ended.verified


def test_sent_again_he_is_taken_out_of_raw_and_archive_by_the_same_list(world, tmp_path):
    shutil.copytree(world.settings.landing.parent, tmp_path / "again")
    settings = settings_in(tmp_path / "again")
    zone = LandingZone(settings.landing)
    member = {"member_id": "M11", "first_name": "Jules", "email": "jules.neuf@lettre.example"}
    zone.deliver("loyalty/members", rows_of("loyalty/members", [member]), "20261117T030000Z-001")
    ingest(settings.landing, settings.raw_database)
    assert query(settings.raw_database, "select count(*) from raw.loyalty_members where member_id = 'M11'") == [(1,)]
    replayed = replay_erasures(settings, now=ERASED_AT, rebuild=no_rebuild)
    assert replayed.is_proven, replayed.verified
    assert search(roots(settings), values_of(["jules.neuf@lettre.example", "M11"])).hits == ()
    with open_raw(settings.raw_database, load_contract()) as connection:
        assert connection.execute(
            "select count(*) from raw.redactions where delivery_id like '20261117%'"
        ).fetchall() == [(1,)]


def test_dry_runs_are_refused_while_another_erasure_is_under_way(world, untouched):
    def kill(name):
        if name == "landing":
            raise KilledError

    with pytest.raises(KilledError):
        erase(untouched, [HIS_REQUEST], now=ERASED_AT, rebuild=no_rebuild, say=kill)
    assert work.planned_requests(untouched) == (HIS_REQUEST,)
    with pytest.raises(LundiError, match="did not end"):
        dry_run(untouched, ["RQDEUX"])
    assert work.work_file(untouched).stat().st_mode & 0o077 == 0


@pytest.fixture(scope="module")
def sent_again(world, tmp_path_factory, one_parse):
    """The world a week later: he was sent again in three deliveries, and made a new account after the erasure."""
    folder = tmp_path_factory.mktemp("again") / "world"
    shutil.copytree(world.settings.landing.parent, folder)
    settings = settings_in(folder)
    deliver_again(LandingZone(settings.landing))
    report = ingest(settings.landing, settings.raw_database, as_of=AGAIN)
    assert not report.kept_aside[1:], report.sentences
    build_and_publish(settings, one_parse, AGAIN)
    return settings


def test_sent_again_in_three_deliveries_he_is_not_made_anew_and_is_counted(world, sent_again):
    edition = sent_again.published_database
    records = query(edition, "select record_id from vault.int_customer__customer_records")
    assert not {("loyalty-M11",), ("ecommerce-A11",), ("drive-D11",), ("app-U11",)} & set(records)
    suppressed = dict(
        query(edition, "select source_name || '/' || entity_name, suppressed_row_count from audit.fct_row_balance")
    )
    assert suppressed["loyalty/members"] == 2
    assert suppressed["loyalty/cards"] == suppressed["privacy/consents"] == 1
    assert query(edition, "select count(*) from audit.fct_row_balance where difference_row_count <> 0") == [(0,)]
    # The order that came again is a sale, and nobody's: not even his own under the account that he made since.
    assert query(edition, "select count(*) from marts.fct_tickets where transaction_id like '%EJULES1'") == [(1,)]
    owners = query(
        edition,
        "select weekly.customer_id from marts.fct_customer_weekly as weekly "
        "inner join vault.int_customer__customer_records as records using (customer_id) "
        "where records.record_id = 'ecommerce-A77'",
    )
    assert owners == []
    before, after = rows_in(world.hers), rows_in(package(sent_again, HIS_TWIN_S))
    # Scores and values are those of the weeks before the clock, which went on.
    assert {path.split(".")[-1] for path, _ in before - after} <= {
        "brg_customer_households", "dim_customers", "privacy_match_decisions", "fct_retention",
        "fct_customer_scores_weekly", "fct_customer_values", "fct_customer_features", "fct_customer_churn_inputs",
    }  # fmt: skip


def test_an_account_that_he_made_after_the_erasure_is_a_new_person_s(world, sent_again):
    (found,) = query(
        sent_again.published_database,
        "select customer_id from vault.int_customer__customer_records where record_id = 'ecommerce-A77'",
    )
    assert found[0] not in {world.his.found.customer_id, world.hers.found.customer_id}
