"""What the account knows of one person, brought to this machine row by row and kept in memory alone.

The keys of a person are found in steps: accounts give orders, orders give returns and tickets. So the rows that known
keys lead to are brought, keys are found again among them, and so on until nothing new is found. Whose a row is, is then
said by the very statements that say it of local files. Objects are never brought whole, but for the few that tell of
nobody: cases, first names, products, stores.

Keys go to the account as values beside the statement (`lundi.snowflake.asking`): it keeps none of them in a text. The
role is the privacy officer's, which reads and writes nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

import duckdb

from lundi.customer.statements import KEPT, keep_statements
from lundi.errors import LundiError
from lundi.landing.contract import load_contract
from lundi.privacy.coverage import BUILT, LANDED, STATE
from lundi.privacy.package import landed
from lundi.privacy.person import QUARANTINED_KINDS, find_keys, system_column
from lundi.privacy.reach import Keys
from lundi.privacy.register import SOURCE_CUSTOMER, Entry, load_register
from lundi.settings import Settings
from lundi.snowflake.asking import LISTED, OFFICER, Account, asked_account, listed
from lundi.snowflake.edition import duckdb_type
from lundi.warehouse.dbt import compile_models
from lundi.warehouse.load_sql import literal, quoted

VAULT = f"{BUILT}.vault"
CASES = f"{VAULT}.int_customer__case_texts"
KEPT_ASIDE = f"{LANDED}.quarantine.delivered_rows"
# Of nobody, and small. What so many families give that it is nobody's is one of them.
WHOLE = {
    CASES: (),
    f"{BUILT}.core.dim_products": ("product_id", "product_name"),
    f"{BUILT}.core.dim_stores": ("store_id", "store_name"),
}
# Of nobody, too; a lookup compares with them.
OF_A_LOOKUP = (
    "customer_first_name_diminutives", "customer_first_names", "customer_match_cases", "customer_name_particles",
    "customer_placeholder_values", "customer_street_types", "int_customer__generic_values",
    "int_customer__household_evidence",
)  # fmt: skip
# What stands in no topic of a package and leads to what does.
LEADING = tuple(
    f"{VAULT}.{name}"
    for name in (
        "int_customer__customer_records", "int_customer__requests", "int_customer__block_keys",
        "int_customer__lookup_keys", "int_customer__card_periods", "int_customer__contacts",
        "int_customer__first_names", "int_customer__last_names", "int_customer__addresses",
        "int_customer__identities", "int_customer__evidence",
    )
)  # fmt: skip
OWN = "select key_value from person_keys where key_kind = {kind}"
OWN_OF = "select key_value from person_keys where key_kind = {kind} and source_system = {system}"
PAIRS = "select source_system, key_value from person_keys where key_kind = 'source_customer'"
CUSTOMERS = f"""
select key_value from person_keys where key_kind = 'customer'
union select other_customer_id from {STATE}.vault.customer_events where event_type = 'merged'
"""
TICKETS = f"""
select ticket_id from {LANDED}.raw.pos_tickets
union select ticket_id from {LANDED}.raw.app_scan_sessions
union select delivered_row ->> '$.ticket_id' from {KEPT_ASIDE} where source = 'pos'
"""
# Object, its columns, and the keys by which its rows are theirs or say that they are not.
LEADS = (
    (f"{STATE}.vault.customer_events", ("customer_id",), CUSTOMERS),
    (f"{VAULT}.int_customer__customer_records", ("customer_id",), CUSTOMERS),
    (f"{VAULT}.int_customer__customer_records", ("source_system", "source_customer_id"), PAIRS),
    (f"{VAULT}.int_customer__block_keys", ("record_number",), OWN.format(kind="'record_number'")),
    (f"{VAULT}.int_customer__lookup_keys", ("record_number",), OWN.format(kind="'record_number'")),
    (f"{VAULT}.int_customer__identities", ("record_number",), OWN.format(kind="'record_number'")),
    (f"{VAULT}.int_customer__card_periods", ("record_id",), OWN.format(kind="'record'")),
    (f"{LANDED}.raw.privacy_consents", ("source_system", "source_customer_id"), PAIRS),
    (f"{LANDED}.raw.app_scan_sessions", ("app_user_id",), OWN_OF.format(kind="'source_customer'", system="'app'")),
    (f"{LANDED}.raw.app_scan_sessions", ("ticket_id",), TICKETS),
    (f"{LANDED}.raw.pos_tickets", ("ticket_id",), TICKETS),
    (f"{LANDED}.raw.pos_tickets", ("loyalty_card_number",), OWN.format(kind="'card'")),
    (f"{LANDED}.raw.pos_tickets", ("order_id",), OWN.format(kind="'order'")),
    *(
        lead
        for shop in ("ecommerce", "drive")
        for account in [OWN_OF.format(kind="'source_customer'", system=literal(shop))]
        for lead in (
            (f"{LANDED}.raw.{shop}_orders", ("account_id",), account),
            # Of whose return it is decides who ordered.
            (f"{LANDED}.raw.{shop}_orders", ("order_id",), f"select order_id from {LANDED}.raw.{shop}_returns"),
            (f"{LANDED}.raw.{shop}_returns", ("account_id",), account),
            (
                f"{LANDED}.raw.{shop}_returns",
                ("order_id",),
                OWN_OF.format(kind="'order'", system=literal(shop)),
            ),
        )
    ),
)
CONTACTS = """
select contacts.key_value, first_names.key_value
from person_values as contacts
inner join person_values as first_names on contacts.owner = first_names.owner
where contacts.attribute = {attribute} and first_names.attribute = 'first_name'
"""
DESCRIBED = """
select
    lower(columns.table_schema),
    lower(columns.table_name),
    lower(columns.column_name),
    tables.table_type = 'VIEW',
    columns.is_nullable,
    columns.data_type,
    columns.numeric_precision,
    columns.numeric_scale
from {database}.information_schema.columns as columns
inner join {database}.information_schema.tables as tables
    on columns.table_schema = tables.table_schema and columns.table_name = tables.table_name
order by columns.table_schema, columns.table_name, columns.ordinal_position
"""
LEDGER = tuple(f"{LANDED}.raw.{name}" for name in ("deliveries", "delivery_refusals", "redactions"))
ASKED = f"{LANDED}.raw.privacy_requests"
ENTITIES = tuple(f"{LANDED}.raw.{entity.table}" for entity in load_contract().entities)
REQUESTS = f"{VAULT}.int_customer__requests"


class Slice:
    """The rows of one person, and of whoever had to be looked at beside, under the names that local files have."""

    def __init__(
        self,
        account: Account,
        connection: duckdb.DuckDBPyConnection,
        settings: Settings,
        as_of: datetime | None,
        *,
        is_whole: bool = False,
    ) -> None:
        self._is_whole = is_whole
        self.account, self.connection, self._settings, self._as_of = account, connection, settings, as_of
        self._register = load_register()
        self._columns: dict[str, dict[str, str]] = {}
        self._mandatory: set[tuple[str, str]] = set()
        self._brought: dict[tuple[str, tuple[str, ...], int | None], set[tuple]] = {}
        self._make()

    @property
    def paths(self) -> frozenset[str]:
        """The objects that are on the connection."""
        return frozenset(self._columns)

    def bring(self, path: str, columns: Sequence[str], keys: Keys, *, most: int | None = None) -> bool:
        """Brings the rows that have not been brought."""
        known = self._brought.setdefault((path, tuple(columns), most), set())
        new = {tuple(map(str, key)) for key in keys if None not in key} - known
        if not new:
            return False
        known |= new
        texts = [f"cast({column} as varchar)" for column in columns]
        asked = ", ".join(f"listed.value[{place}]::varchar" for place in range(len(columns)))
        side = texts[0] if len(texts) == 1 else f"({', '.join(texts)})"
        limit = f" limit {most}" if most else ""
        for text in listed(sorted(new)):
            self._fetch(
                path,
                f"{side} in (select {asked} from {LISTED}){limit}",
                [text],
            )
        return True

    def people(self, customer_ids: Iterable[str]) -> None:
        """Until no key leads any further."""
        wanted = [*customer_ids]
        while True:
            find_keys(self.connection, wanted)
            steps = [self.bring(path, columns, self._keys(query)) for path, columns, query in LEADS]
            if not any([*steps, *self._kept_aside()]):
                break
        for entry in self._register.with_topic("identity"):
            self._object(entry)

    def requests(self, customer_ids: Iterable[str]) -> None:
        """By customer, card, and what names them."""
        self.bring(REQUESTS, ("customer_id",), [(customer_id,) for customer_id in customer_ids])
        for column in ("email", "phone", "last_name"):
            self.bring(REQUESTS, (f"lower(trim({column}))",), self._keys("select key_value from person_values"))
        self.bring(REQUESTS, ("loyalty_card_number",), self._keys(OWN.format(kind="'card'")))

    def objects(self) -> None:
        """Every object of a topic, by its keys."""
        for path, columns in WHOLE.items():
            self._whole(path, columns)
        self.bring(f"{BUILT}.marts.fct_customer_growth", ("customer_id",), self._keys(OWN.format(kind="'customer'")))
        self._kept_aside()
        for attribute in ("email", "phone"):
            columns = (f"lower(trim({_json(attribute)}))", f"lower(trim({_json('first_name')}))")
            self.bring(KEPT_ASIDE, columns, self._keys(CONTACTS.format(attribute=literal(attribute))))
        for path, columns, query in LEADS:
            self.bring(path, columns, self._keys(query))
        for entry in self._entries():
            self._object(entry)

    def identified(self) -> None:
        """Requests that nobody could answer and that name them."""
        values = self._keys("select distinct value from identifiers")
        entry = self._register.entry(ASKED)
        for column in entry.clears if entry else ():
            self.bring(ASKED, (f"lower(trim(cast({column} as varchar)))",), values)
        self.bring(ASKED, ("source_system", "source_customer_id"), self._keys(PAIRS))

    def ledger(self) -> None:
        """Brings what is known of deliveries; nothing of anybody."""
        for path in LEDGER:
            self._whole(path)

    def prepare_lookup(self) -> None:
        """Makes the connection ready for lookups: what they compare with, and how.

        Raises LundiError where the statements cannot be compiled for this machine.
        """
        for path in (CASES, *(f"{VAULT}.{name}" for name in OF_A_LOOKUP)):
            self._whole(path)
        keep_statements(self.connection, compile_models(self._settings, KEPT, self._as_of))

    def _whole(self, path: str, columns: Sequence[str] = ()) -> None:
        known = self._brought.setdefault((path, (), None), set())
        if not known:
            known.add(())
            self._fetch(path, "true", [], columns)

    def _entries(self) -> Iterable[Entry]:
        """Of a package those that it gives; of an erasure all."""
        return (
            entry for entry in self._register.entries if entry.path in self._columns and (entry.topic or self._is_whole)
        )

    def _object(self, entry: Entry) -> None:
        key = self._register.key_of(entry, self._columns.get(entry.path, ()))
        if key is None or key.kind in ("delivered_row", "partner"):
            return
        if key.kind == "text":
            self._whole(entry.path)  # a few words on a delivery; the loading brings them as well
            return
        for column in key.columns:
            if key.kind == SOURCE_CUSTOMER and not entry.source_system:
                self.bring(entry.path, (system_column(column), column), self._keys(PAIRS))
            else:
                self.bring(entry.path, (column,), self._keys(_own(key.kind, entry.source_system)))

    def _kept_aside(self) -> list[bool]:
        """Rows that were kept aside: by the keys of their entity, and those that lead to orders and tickets."""
        found = []
        wanted = [
            (source, entity, column, key.kind, entry.source_system)
            for entry, key in landed(self._register).items()
            for source, _, entity in [entry.name.partition("_")]
            if key.kind in QUARANTINED_KINDS
            for column in key.columns
        ]
        wanted += [(shop, "orders", "account_id", SOURCE_CUSTOMER, shop) for shop in ("ecommerce", "drive")]
        wanted += [
            ("pos", "tickets", "loyalty_card_number", "card", None),
            ("pos", "tickets", "order_id", "order", None),
        ]
        for source, entity, column, kind, system in wanted:
            columns = ["source", "entity", _json(column)]
            keys: Iterable[tuple] = [(source, entity, value) for (value,) in self._keys(_own(kind, system))]
            if kind == SOURCE_CUSTOMER and not system:
                columns.append(_json(system_column(column)))
                keys = [(source, entity, value, name) for name, value in self._keys(PAIRS)]
            found.append(self.bring(KEPT_ASIDE, columns, keys))
        scanned = [("pos", "tickets", ticket) for (ticket,) in self._keys(TICKETS)]
        found.append(self.bring(KEPT_ASIDE, ("source", "entity", _json("ticket_id")), scanned))
        return found

    def _keys(self, query: str) -> list[tuple]:
        return self.connection.execute(query).fetchall()

    def _make(self) -> None:
        """Empty tables under the names that local databases have."""
        wanted = {entry.path for topic in self._register.topics for entry in self._register.with_topic(topic)}
        wanted |= {*WHOLE, *LEADING, *(f"{VAULT}.{name}" for name in OF_A_LOOKUP)}
        more = {entry.path for entry in self._register.entries} | {*LEDGER, *ENTITIES} if self._is_whole else set()
        for database in (BUILT, LANDED, STATE):
            self.connection.execute(f"attach ':memory:' as {database}")
            for schema, table, column, is_view, is_nullable, *kind in self.account.execute(
                DESCRIBED.format(database=database)
            ).fetchall():
                path = f"{database}.{schema}.{table}"
                # A view holds nothing of its own: what leads to a person is asked there, too, and nothing is counted.
                if path in wanted or (path in more and not is_view):
                    self._columns.setdefault(path, {})[column] = duckdb_type(*kind)
                    self._mandatory |= {(path, column)} if is_nullable == "NO" else set()
        if missing := sorted(wanted - set(self._columns)):
            raise LundiError(f"the account has no table {missing[0]}", "run `lundi monday --target prod` first")
        for path, columns in self._columns.items():
            self.connection.execute(f"create schema if not exists {path.rpartition('.')[0]}")
            listed_columns = ", ".join(
                f"{quoted(name)} {kind}{' not null' if (path, name) in self._mandatory else ''}"
                for name, kind in columns.items()
            )
            self.connection.execute(f"create table {path} ({listed_columns})")
        self.connection.execute(f"use {BUILT}")

    def _fetch(self, path: str, condition: str, values: Sequence[object], columns: Sequence[str] = ()) -> None:
        names = [*(columns or self._columns[path])]
        found = self.account.execute(f"select {', '.join(names)} from {path} where {condition}", list(values))
        into = ", ".join(map(quoted, names))
        for batch in found.batches():
            self.connection.register("fetched", batch.rename_columns(names))
            # A row that was brought by another key stands there already.
            self.connection.execute(
                f"insert into {path} ({into}) select * from "
                f"(select {_cast(names, self._columns[path])} from fetched) except select {into} from {path}"
            )
            self.connection.unregister("fetched")


@contextmanager
def open_slice(settings: Settings, as_of: datetime | None = None, *, is_whole: bool = False) -> Iterator[Slice]:
    """Nothing of anybody yet, on a connection of its own; as_of: the moment of the edition. is_whole: every object of
    the register, not only what a package gives.

    Raises LundiError where the account cannot be asked.
    """
    with asked_account(OFFICER, "nothing was written") as account, duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        yield Slice(account, connection, settings, as_of, is_whole=is_whole)


def own_keys(kind: str, system: str | None, is_paired: bool) -> str:
    """A select of the people's keys of a kind; of accounts with the application before."""
    return PAIRS if is_paired else _own(kind, system)


def _own(kind: str, system: str | None) -> str:
    return OWN_OF.format(kind=literal(kind), system=literal(system)) if system else OWN.format(kind=literal(kind))


def _json(name: str) -> str:
    return f"json_extract_path_text(delivered_row, {literal(name)})"


def _cast(names: Iterable[str], columns: dict[str, str]) -> str:
    return ", ".join(f"cast({quoted(name)} as {columns[name]}) as {quoted(name)}" for name in names)
