"""What `lundi bench customers` proves: what a run left, record by record, compared with what another run left.

A snapshot is a table `<name>` with one row per record: record_id, customer_id, cluster_name (the smallest record of the
customer: two runs have the same clusters where every record has the same one) and golden (the customer's golden values
as one text). `<name>_events` has what the run says happened, `<name>_changes` the records whose customer it changes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import duckdb

from lundi.customer.relations import CUSTOMER_MODEL, record_id

VALUE_MODEL = "int_customer__golden_values"
EVENT_MODEL = "int_customer__events"
CHANGE_MODEL = "int_customer__registry_changes"
MODELS = (CUSTOMER_MODEL, VALUE_MODEL, EVENT_MODEL, CHANGE_MODEL)

SHOWN = 10

SNAPSHOT = """
create or replace table {name} as
with
golden_values as (
    select
        customer_id,
        string_agg(
            attribute || '=' || attribute_value || ' of ' || {record_id} || ' by ' || rule_code, ', '
            order by attribute
        ) as golden
    from {values}
    group by customer_id
),
customers as (select {record_id} as record_id, customer_id from {customers})
select
    record_id,
    customer_id,
    min(record_id) over (partition by customer_id) as cluster_name,
    coalesce(golden, '') as golden
from customers
left join golden_values using (customer_id);

create or replace table {name}_events as
select event_type, customer_id, other_customer_id, record_count from {events} where is_new;

create or replace table {name}_changes as
select record_id, former_customer_id, customer_id from {changes};
"""

# Who has which id by the written rule, where every id before is of one first run. An id goes to the cluster that most
# of its records are in, and a cluster keeps (place 1) the id of most of its records; what is retired by that stays with
# the largest cluster of its records that has none. Other ids are new.
BY_RULE = """
create or replace table {after}_awards as
with
claims as (
    select after.cluster_name, before.customer_id, count(*) as record_count
    from {before} as before
    inner join {after} as after using (record_id)
    group by all
),
awarded as (
    select * from claims
    qualify row_number() over (partition by customer_id order by record_count desc, cluster_name) = 1
),
placed as (
    select *, row_number() over (partition by cluster_name order by record_count desc, customer_id) as place
    from awarded
),
left_behind as (
    select * from claims
    where
        cluster_name not in (select cluster_name from placed where place = 1)
        and customer_id not in (select customer_id from placed where place = 1)
    qualify row_number() over (partition by customer_id order by record_count desc, cluster_name) = 1
),
stayed as (
    select * from left_behind
    qualify row_number() over (partition by cluster_name order by record_count desc, customer_id) = 1
)
select cluster_name, customer_id, place from placed where customer_id not in (select customer_id from stayed)
union all
select cluster_name, customer_id, 1 as place from stayed
"""

# The records whose customer has the same others as before, but for records that are gone.
UNCHANGED = """
with
remaining as (
    select
        before.record_id,
        before.customer_id as former_customer_id,
        min(before.record_id) over (partition by before.customer_id) as former_name,
        count(*) over (partition by before.customer_id) as former_count
    from {before} as before
    inner join {after} using (record_id)
),
now_there as (select *, count(*) over (partition by customer_id) as record_count from {after})
select remaining.record_id, now_there.customer_id, remaining.former_customer_id
from remaining
inner join now_there using (record_id)
where remaining.former_name = now_there.cluster_name and remaining.former_count = now_there.record_count
"""


@dataclass(frozen=True)
class Proof:
    """One thing that was compared: over how many records and customers, and what differs."""

    run: str
    claim: str
    record_count: int
    customer_count: int
    difference_count: int
    seconds: float  # of the run that it needed
    examples: tuple[str, ...] = ()  # the first that differ
    note: str = ""

    @property
    def is_proven(self) -> bool:
        """Whether nothing differs, over something."""
        return self.record_count > 0 and self.difference_count == 0


@dataclass(frozen=True)
class Run:
    """A run that left a snapshot, and what it took."""

    name: str
    title: str
    seconds: float


def take_snapshot(connection: duckdb.DuckDBPyConnection, name: str, relations: Mapping[str, str]) -> None:
    """Keeps what a build says of every record, of events and of changes, under a name."""
    connection.execute(
        SNAPSHOT.format(
            name=name,
            record_id=record_id(),
            customers=relations[CUSTOMER_MODEL],
            values=relations[VALUE_MODEL],
            events=relations[EVENT_MODEL],
            changes=relations[CHANGE_MODEL],
        )
    )


def prove_complete(connection: duckdb.DuckDBPyConnection, run: Run, everyone: str) -> Proof:
    """Every record that was delivered has one customer, and every customer is told as created."""
    differing = (
        f"select coalesce(a.record_id, b.record_id) as example from {everyone} as a "
        f"full join {run.name} as b using (record_id) where a.record_id is null or b.record_id is null "
        f"union all select record_id from {run.name} group by record_id having count(*) > 1 "
        f"union all select customer_id from {run.name} where customer_id not in "
        f"(select customer_id from {run.name}_events where event_type = 'created')"
    )
    return _proof(connection, run, "every record has one customer, each created by an event", differing)


def prove_same(
    connection: duckdb.DuckDBPyConnection, run: Run, before: str, column: str, claim: str, *, only_common: bool = False
) -> Proof:
    """Every record has the same value of a column of the snapshots; `only_common`: of those that both have."""
    join = "inner" if only_common else "full"
    differing = (
        f"select record_id || ': ' || coalesce(cast(b.{column} as varchar), 'not there') || ' -> ' "
        f"|| coalesce(cast(a.{column} as varchar), 'not there') as example "
        f"from {before} as b {join} join {run.name} as a using (record_id) "
        f"where a.{column} is distinct from b.{column}"
    )
    return _proof(connection, run, claim, differing)


def prove_silent(connection: duckdb.DuckDBPyConnection, run: Run) -> Proof:
    """The run says that nothing happened: no event, and no entry for the registry."""
    differing = (
        f"select event_type || ' ' || customer_id as example from {run.name}_events "
        f"union all select record_id || ': ' || coalesce(former_customer_id, 'none') || ' -> ' "
        f"|| coalesce(customer_id, 'none') from {run.name}_changes"
    )
    return _proof(connection, run, "no event, no entry in the registry", differing)


def prove_by_rule(connection: duckdb.DuckDBPyConnection, run: Run, before: str, claim: str) -> Proof:
    """Every record has the id that the written rule gives it after a first run `before`, worked out beside the models.

    Where no id comes to a cluster it must have one that nobody had.
    """
    connection.execute(BY_RULE.format(before=before, after=run.name))
    differing = (
        "select after.record_id || ': by the rule ' || coalesce(due.customer_id, 'a new one') || ', has ' "
        f"|| after.customer_id as example from {run.name} as after "
        f"left join {run.name}_awards as due on after.cluster_name = due.cluster_name and due.place = 1 "
        "where case when due.customer_id is null "
        f"then after.customer_id in (select customer_id from {before}) "
        "else after.customer_id <> due.customer_id end"
    )
    return _proof(connection, run, claim, differing)


def prove_merges_told(connection: duckdb.DuckDBPyConnection, run: Run, before: str) -> Proof:
    """Each id that the rule retires is told as merged into the one that stays, and no other is."""
    connection.execute(BY_RULE.format(before=before, after=run.name))
    due = (
        f"select kept.customer_id, retired.customer_id as other_customer_id from {run.name}_awards as kept "
        f"inner join {run.name}_awards as retired using (cluster_name) where kept.place = 1 and retired.place > 1"
    )
    told = f"select customer_id, other_customer_id from {run.name}_events where event_type = 'merged'"
    return _proof(connection, run, "each retired id is told as merged into the one that stays", _untold(due, told))


def prove_moves_told(connection: duckdb.DuckDBPyConnection, run: Run, before: str) -> Proof:
    """Each id that records go over to is told with the one that they had, as a split, a move or a merge."""
    due = (
        "select distinct former.customer_id, now_there.customer_id as other_customer_id "
        f"from {before} as former inner join {run.name} as now_there using (record_id) "
        "where former.customer_id <> now_there.customer_id"
    )
    told = (
        f"select customer_id, other_customer_id from {run.name}_events where event_type in ('split', 'moved') "
        f"union all select other_customer_id, customer_id from {run.name}_events where event_type = 'merged'"
    )
    return _proof(connection, run, "each change of an id is told as split, moved or merged", _untold(due, told))


def prove_unchanged(connection: duckdb.DuckDBPyConnection, run: Run, before: str, claim: str, gone: str) -> Proof:
    """Of the customers that a record of `gone` named, every other record has the same id.

    Customers that are other records together than before are left out, and counted: without the record they may rightly
    be two, or somebody else's.
    """
    concerned = f"former_customer_id in (select customer_id from {gone})"
    unchanged = f"select * from ({UNCHANGED.format(before=before, after=run.name)}) where {concerned}"
    differing = (
        "select record_id || ': ' || former_customer_id || ' -> ' || customer_id as example "
        f"from ({unchanged}) where customer_id <> former_customer_id"
    )
    found = _proof(connection, run, claim, differing, over=f"({unchanged})")
    changed = f"select count(*) from {gone} where customer_id not in (select former_customer_id from ({unchanged}))"
    left_out = connection.execute(changed).fetchall()[0][0]
    return replace(found, note=f"{left_out:,} customers are others together without the record" if left_out else "")


def prove_forced(connection: duckdb.DuckDBPyConnection, run: Run, *, are_one: bool) -> Proof:
    """The pairs of `forced` are one customer each, or two."""
    operator, claim = ("<>", "one customer") if are_one else ("=", "two customers again")
    differing = (
        "select left_record_id || ' and ' || right_record_id as example from forced "
        f"inner join {run.name} as l on left_record_id = l.record_id "
        f"inner join {run.name} as r on right_record_id = r.record_id where l.customer_id {operator} r.customer_id"
    )
    return _proof(connection, run, f"the pairs that a person decided on are {claim}", differing)


def bridged_count(connection: duckdb.DuckDBPyConnection, name: str) -> int:
    """How many people of `bridged` are one customer in a snapshot."""
    return connection.execute(
        f"select count(*) from bridged inner join {name} as l on left_record_id = l.record_id "
        f"inner join {name} as r on right_record_id = r.record_id where l.customer_id = r.customer_id"
    ).fetchall()[0][0]


def event_note(connection: duckdb.DuckDBPyConnection, name: str) -> str:
    """How many events of each kind a run told."""
    counts = connection.execute(
        f"select event_type, count(*) from {name}_events group by event_type order by event_type"
    ).fetchall()
    return ", ".join(f"{count:,} {kind}" for kind, count in counts) or "no event"


def _untold(due: str, told: str) -> str:
    """A select of the pairs of ids that are due and not told, or told and not due."""
    pair = "customer_id || ' and ' || other_customer_id"
    return (
        f"select 'not told: ' || {pair} as example from ({due} except all ({told})) "
        f"union all select 'told: ' || {pair} from (({told}) except all {due})"
    )


def _proof(
    connection: duckdb.DuckDBPyConnection, run: Run, claim: str, differing: str, over: str | None = None
) -> Proof:
    """A proof by a select of `example`, one row per difference, over the run's records or a select of some of them."""
    records, customers = connection.execute(
        f"select count(*), count(distinct customer_id) from {over or run.name}"
    ).fetchall()[0]
    differences = connection.execute(f"select count(*) from ({differing})").fetchall()[0][0]
    examples = connection.execute(f"select example from ({differing}) order by example limit {SHOWN}").fetchall()
    return Proof(run.title, claim, records, customers, differences, run.seconds, tuple(row[0] for row in examples))
