"""A small labelled set, and somebody who matches it in the place of the project's models."""

import duckdb

from lundi.customer.layouts import CHANNELS
from lundi.customer.matching import Matched
from lundi.customer.relations import CANDIDATE_MODEL, CASE_COLUMN, CUSTOMER_MODEL, EDGE_MODEL, IDENTITY_MODEL, record_id

# record, channel, person, first name: two people of one family name, and a third.
RECORDS = [
    ("magasin-1", "magasin", 1, "Louis"),
    ("app-2", "app", 1, "Louis"),
    ("drive-3", "drive", 1, "Louis"),
    ("magasin-4", "magasin", 2, "Louise"),
    ("ecommerce-5", "ecommerce", 2, "Louise"),
    ("ecommerce-6", "ecommerce", 3, "Zoé"),
]
TRAPS = [("twin", 1, 2), ("namesake", 2, 3)]

CUSTOMERS = f"create table core.{CUSTOMER_MODEL} as select source_system, source_customer_id, customer_id from matched"
IDENTITIES = f"create table vault.{IDENTITY_MODEL} as select record_id, record_number from matched"
CANDIDATES = f"""
create view vault.{CANDIDATE_MODEL} as
select l.record_number as left_number, r.record_number as right_number
from matched as l inner join matched as r on l.last_name = r.last_name and l.record_number < r.record_number
"""
EDGES = f"""
create view vault.{EDGE_MODEL} as
select l.record_id as left_record_id, r.record_id as right_record_id,
    case when l.first_name = r.first_name then 'C01' else 'C02' end as {CASE_COLUMN}
from matched as l inner join matched as r on l.customer_id = r.customer_id and l.record_number < r.record_number
"""


def write_set(folder):
    """The records as a file like fr_traps, with its pairs of traps beside; gives the file."""
    columns = ", ".join(f"{name} varchar" for name in CHANNELS.columns)
    with duckdb.connect() as connection:
        connection.execute(f"create table people ({columns})")
        given = "record_id, channel, person_id, first_name"
        connection.executemany(f"insert into people ({given}) values (?, ?, ?, ?)", RECORDS)
        connection.execute("update people set last_name = case first_name when 'Zoé' then 'Le Goff' else 'Martin' end")
        connection.execute(f"copy people to '{folder}/small_records.parquet' (format parquet)")
        connection.execute("create table traps (kind varchar, a bigint, b bigint)")
        connection.executemany("insert into traps values (?, ?, ?)", TRAPS)
        connection.execute(f"copy traps to '{folder}/small_trap_pairs.parquet' (format parquet)")
    return folder / "small_records.parquet"


def matcher(customer_id, *, models=(CUSTOMERS, IDENTITIES, CANDIDATES, EDGES), after="", **more):
    """Somebody who matches by one expression over what was delivered: in the place of run_matching."""

    def match(settings, variables, delivered_at, say):
        settings.build_database.parent.mkdir(parents=True)
        with duckdb.connect(str(settings.build_database)) as connection:
            connection.execute("create schema core; create schema vault")
            connection.execute(f"create table main.delivered as {delivered(settings.landing)}")
            connection.execute(
                f"create table main.matched as select *, {record_id()} as record_id, "
                f"row_number() over () as record_number, {customer_id} as customer_id from main.delivered"
            )
            for model in models:
                # A view knows its tables by the catalogue of the build.
                connection.execute(
                    model.replace("from matched", "from lundi.main.matched").replace(
                        "join matched", "join lundi.main.matched"
                    )
                )
            connection.execute(after)
        return Matched(settings.build_database, relations(models), 1.5, 250.0, **more)

    return match


def relations(models):
    """The relations of those models that were made."""
    names = (CUSTOMER_MODEL, IDENTITY_MODEL, CANDIDATE_MODEL, EDGE_MODEL)
    schemas = {CUSTOMER_MODEL: "core"}
    return {
        name: f'"lundi"."{schemas.get(name, "vault")}"."{name}"'
        for name in names
        if any(f".{name} as" in model for model in models)
    }


def delivered(landing):
    """A select of what lies in the landing zone, in one form."""
    keys = {"loyalty/members": "member_id", "app/users": "app_user_id", "drive/accounts": "account_id",
            "ecommerce/accounts": "account_id"}  # fmt: skip
    return " union all ".join(
        f"select '{entity.split('/')[0]}' as source_system, {key} as source_customer_id, first_name, last_name "
        f"from read_parquet('{landing}/{entity}/*/*.parquet')"
        for entity, key in keys.items()
    )
