"""`lundi privacy erase --target prod`: Jules goes from the account as he goes from local files, and nobody else does.

The world stands twice: in files, from which he is erased as `test_erase.py` proves, and in a stand-in account. dbt is
stood for by the edition that it built without him on DuckDB.
"""

import json
import shutil
from dataclasses import dataclass
from typing import Any

import duckdb
import pytest

from lundi.activation.feed import feeds_folder
from lundi.errors import LundiError
from lundi.privacy import account as there
from lundi.privacy.erasure import work
from lundi.privacy.erasure.carrying_out import Erased, dry_run, erase, erase_expired
from lundi.privacy.erasure.rebuilding_in_account import forget
from lundi.privacy.resolution import RequestRefusedError
from lundi.settings import Settings
from lundi.snowflake.asking import read_edition_there
from lundi.snowflake.loading import ingest_into_snowflake
from lundi.snowflake.state import ensure_state_in_snowflake
from lundi.snowflake.swap import publish_build, start_build
from lundi.targets import SnowflakeTarget
from lundi.warehouse.dbt import PROD, target_folder
from lundi.warehouse.history import REMEMBERED
from lundi.warehouse.secret import VARIABLE
from privacy.erased import AS_OF, ERASED_AT, HIS_ALONE, HIS_REQUEST
from runs import settings_in
from worlds_in_account import copy_world

# The moments of the two erasures, and what quotes them.
TIMES = ("erased_at", "finished_at", "redacted_at", "proof", "started_at", "ended_at", "seconds")
TABLES = """
select schema_name, table_name, list(column_name order by column_index)
from duckdb_columns() where database_name = 'twin' group by all order by all
"""


class KilledError(Exception):
    """As a kill: nothing after it is done."""


@dataclass(frozen=True)
class World:
    """The account and the machine that erases from it; the local twin before and after the same erasure."""

    account: Any
    machine: Settings
    before: Settings
    after: Settings
    local: Erased

    def of_his(self, database):
        """What the clone would have handed on of his records to the build."""
        inside = self.account.duckdb
        with duckdb.connect() as plan:
            work.load(plan, self.machine)
            found = plan.execute("select key_value from person_keys where key_kind = 'record_number'").fetchall()
        table = f"{database}.VAULT.INT_CUSTOMER__IDENTITIES"
        return inside.execute(
            f"select count(*) from {table} where list_contains($1, cast(record_number as varchar))",
            [[number for (number,) in found]],
        ).fetchone()[0]


@pytest.fixture(scope="module")
def world(shared_account, tmp_path_factory, erased_world):
    before, after, local = erased_world.before, erased_world.after, erased_world.erased
    machine = settings_in(tmp_path_factory.mktemp("machine"))
    shutil.copytree(before.landing, machine.landing)
    shutil.copytree(before.out, machine.out)
    with duckdb.connect() as connection, pytest.MonkeyPatch.context() as patched:
        connection.execute(f"attach '{before.secret_database}' as lundi_secret (read_only)")
        (pepper,) = connection.execute("select pepper from lundi_secret.secret.pepper").fetchone()
        patched.setenv(VARIABLE, pepper)
        patched.setattr(there, "compile_models", lambda settings, models, as_of: target_folder(before))
        copy_world(shared_account, before)
        ensure_state_in_snowflake()
        yield World(shared_account, machine, before, after, local)


@pytest.fixture(scope="module")
def erased(world):
    """He is erased by two calls: the first is killed before the edition is built again."""

    def killed(settings, advance):
        raise KilledError

    with pytest.raises(KilledError):
        erase(world.machine, [HIS_REQUEST], now=ERASED_AT, rebuild=killed, target=PROD)
    assert work.planned_requests(world.machine) == (HIS_REQUEST,)
    seen = {}

    def rebuild(settings, advance):
        stands, database = read_edition_there(), start_build()
        seen["before"] = world.of_his(database)
        forget(settings, database)
        seen["after"] = world.of_his(database)
        copy_world(world.account, world.after, database, only_edition=True)
        SnowflakeTarget(settings).keep_customers()
        publish_build(stands.as_of, stands.run_id)

    result = erase(world.machine, [HIS_REQUEST], now=ERASED_AT, rebuild=rebuild, target=PROD)
    assert (seen["before"] > 0, seen["after"]) == (True, 0)
    return result


def test_a_dry_run_counts_what_that_of_local_files_counts_and_changes_nothing(world):
    local, found = dry_run(world.before, [HIS_REQUEST]), dry_run(world.machine, [HIS_REQUEST], PROD)
    told = [(plan.record_count, plan.identifier_count, plan.shared_count, plan.file_count) for plan in (local, found)]
    assert told[0] == told[1]
    counted = {one.path: one for one in found.objects}
    assert {one.path: counted[one.path] for one in local.objects} == {one.path: one for one in local.objects}
    assert len(local.objects) > 50
    assert work.planned_requests(world.machine) == ()
    assert differing(world, world.before) == []


def test_what_cannot_be_carried_out_is_refused_and_nothing_is_changed(world):
    for request_id, code in (("RQDEUX", "several_fit"), ("RQSANSID2", "identity_not_checked")):
        with pytest.raises(RequestRefusedError) as refused:
            erase(world.machine, [HIS_REQUEST, request_id], now=ERASED_AT, target=PROD)
        assert refused.value.code == code
    with pytest.raises(LundiError, match="asks for access, not for erasure"):
        erase(world.machine, ["RQJULES1"], now=ERASED_AT, target=PROD)
    assert erase_expired(world.machine, now=AS_OF, target=PROD).request_ids == (), "nobody's three years are over"
    assert differing(world, world.before) == []


def differing(world, twin):
    """Tables of raw and the state that the account and a local warehouse have otherwise, moments apart."""
    inside, found = world.account.duckdb, []
    for database, path in (("LUNDI_RAW", twin.raw_database), ("LUNDI_STATE", twin.state_database)):
        inside.execute(f"attach '{path}' as twin (read_only)")
        for schema, table, columns in inside.execute(TABLES).fetchall():
            listed = ", ".join(f'"{column}"' for column in columns if column not in TIMES)
            sides = [f"select {listed} from {place}.{schema}.{table}" for place in ("twin", database)]
            if any(inside.execute(f"{one} except all {other}").fetchall() for one, other in (sides, reversed(sides))):
                found.append(f"{database}.{schema}.{table}")
        inside.execute("detach twin")
    return found


def test_raw_and_the_state_are_as_the_same_erasure_leaves_local_files(world, erased):
    assert differing(world, world.after) == []
    assert "LUNDI_RAW.raw.loyalty_members" in differing(world, world.before)


def test_the_deliveries_of_the_machine_are_redacted_byte_by_byte_as_locally(world, erased):
    def bytes_of(folder):
        return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    assert bytes_of(world.machine.landing) == bytes_of(world.after.landing)
    assert bytes_of(world.machine.landing) != bytes_of(world.before.landing)


def test_nothing_of_his_is_left_and_the_proof_says_what_snowflake_keeps(world, erased):
    assert (erased.is_resumed, erased.verified.left, erased.verified.unread) == (True, (), ())
    (proof,) = [json.loads(path.read_text(encoding="utf-8")) for path in erased.files if path.suffix == ".json"]
    (local,) = [json.loads(path.read_text(encoding="utf-8")) for path in world.local.files if path.suffix == ".json"]
    assert proof["suppressed"] == local["suppressed"]
    detail = ("rows_found", "rows_deleted", "rows_detached", "left")
    counted = {one["object"]: [one[name] for name in detail] for one in proof["objects"]}
    assert {one["object"]: counted[one["object"]] for one in local["objects"]} == {
        one["object"]: [one[name] for name in detail] for one in local["objects"]
    }
    assert (proof["time_travel_days_at_most"], proof["fail_safe_days"]) == (21, 7)
    (page,) = [path.read_text(encoding="utf-8") for path in erased.files if path.suffix == ".html"]
    assert "21 jours au plus, puis 7 jours" in " ".join(page.split())
    assert [value for value in HIS_ALONE if value in json.dumps(proof) + page] == []
    assert work.planned_requests(world.machine) == ()


def test_the_former_edition_is_gone_and_the_feed_is_redacted(world, erased):
    found = world.account.duckdb.execute("select upper(database_name) from duckdb_databases()").fetchall()
    assert ("LUNDI_BUILD",) not in found
    assert "account/LUNDI_BUILD" in erased.removed
    # The call that was killed had redacted it.
    feeds = [feeds_folder(one) / "000001" / "changes.csv" for one in (world.machine, world.after, world.before)]
    redacted, local, whole = (path.read_bytes() for path in feeds)
    assert (redacted == local, redacted == whole) == (True, False)


def test_a_second_call_says_that_it_was_done(world, erased):
    again = erase(world.machine, [HIS_REQUEST], now=ERASED_AT, target=PROD)
    assert (again.already, again.request_ids) == ((HIS_REQUEST,), ())


def test_redacted_files_are_not_taken_again(world, erased):
    report = ingest_into_snowflake(world.machine, as_of=AS_OF)
    assert report.row_count == 0
    # A file that was refused is looked at anew, and refused.
    assert set(differing(world, world.after)) <= {"LUNDI_RAW.raw.delivery_refusals"}


def test_no_statement_held_anything_of_his_and_each_owner_erased_from_its_own(world, erased):
    sent = world.account.ledger.statements
    assert [each.sql for each in sent if any(f"'{value}'" in each.sql for value in HIS_ALONE)] == []
    assert [each.sql for each in sent if "lettre.example" in each.sql] == []
    roles = {
        (each.role, each.sql.lower().split()[0])
        for each in sent
        if each.sql.lower().startswith(("delete", "update")) and each.role != "PUBLIC"
    }
    assert roles == {
        ("LUNDI_LOADER", "delete"), ("LUNDI_LOADER", "update"), ("LUNDI_TRANSFORMER", "update"),
        ("LUNDI_TRANSFORMER", "delete"),
    }  # fmt: skip


def test_what_a_build_remembers_is_what_an_erasure_takes_out_of_the_clone():
    assert {f"lundi.vault.{name}" for name in REMEMBERED} <= {entry.path for entry in there.load_register().entries}, (
        "each has an entry, by whose keys its rows go"
    )
