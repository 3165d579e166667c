"""The faults and events that the demo plants on purpose, each listed in a file beside the truth.

Faults (`planted_faults.csv`) are what a check must find; events (`planted_events.csv`) are what a comparison or a
report must show. Days count back from the Monday of the last week.
"""

from datetime import date, timedelta

import duckdb
import numpy as np

from lundi.demo.retailer.assortment import Assortment
from lundi.demo.retailer.outbox import CORRECTION, LATE, SENT_AGAIN
from lundi.demo.retailer.products import EACH
from lundi.demo.retailer.size import DemoPlan
from lundi.demo.retailer.stores import (
    CLOSED_STORE,
    LAST_WEEK_STORE,
    LAST_YEAR_STORE,
    LATE_HOURS_STORE,
    MOVED_STORE,
    NEGATIVE_DAY_STORE,
    REFIT_STORE,
    WEEK_30_STORE,
    Store,
    StorePlan,
    store_plan,
)

UNKNOWN_STORE_ID = "S999"

TABLES = """
create table planted_faults (
    fault_code varchar, entity varchar, store_id varchar, business_date date, key varchar, amount decimal(18, 2)
);
create table planted_events (
    event_code varchar, entity varchar, store_id varchar, first_date date, last_date date, key varchar,
    amount decimal(18, 2)
);
"""


def create_planted_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """The two lists, empty."""
    connection.execute(TABLES)


def list_events(connection: duckdb.DuckDBPyConnection, plan: DemoPlan, stores: list[Store]) -> None:
    """Writes down what happens to stores, and the peak week."""
    events = store_plan(plan)
    rows: list[tuple] = [
        ("drive_peak_week", "drive/orders", None, plan.peak_week_start, plan.peak_week_start + timedelta(days=6)),
        ("moved_between_regions", "reference/stores", MOVED_STORE, events.moved_on, None),
        ("closed_for_good", "reference/stores", CLOSED_STORE, events.closed_on, None),
        ("sales_area_changed", "reference/stores", REFIT_STORE, events.refit_to + timedelta(days=1), None),
    ]
    rows += [
        ("opened", "reference/stores", number, stores[number].opened_on, None)
        for number in (LAST_WEEK_STORE, LAST_YEAR_STORE, WEEK_30_STORE)
    ]
    rows += [
        ("refit", "reference/store_closures", store.number, first, last)
        for store in stores
        for first, last, reason in store.closures
        if reason == "refit"
    ]
    connection.executemany(
        "insert into planted_events values (?, ?, ?, ?, ?, null, null)",
        [(code, entity, None if n is None else stores[n].store_id, *days) for code, entity, n, *days in rows],
    )


class Planter:
    """Plants what falls into a range of days, once their tickets stand in the outbox."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, plan: DemoPlan, stores: list[Store], assortment: Assortment
    ) -> None:
        self.assortment = assortment
        self.connection = connection
        self.plan = plan
        self.stores = stores
        self.last_monday = plan.last_date - timedelta(days=6)
        self.events: StorePlan = store_plan(plan)

    def before_z(self, first: date, last: date) -> None:
        """What the tills themselves counted: the great return, a ticket whose line was lost on the way."""
        for day in self._inside(first, last, NEGATIVE_DAY_STORE, self.events.negative_day):
            self._great_return(NEGATIVE_DAY_STORE, day)

    def after_z(self, first: date, last: date) -> None:
        """What went wrong after the tills had closed."""
        steps = (
            (self._line_lost, NEGATIVE_DAY_STORE, 2),
            (self._line_lost, MOVED_STORE, -80),
            (self._lines_lost, LAST_YEAR_STORE, 2),
            (self._sent_again, REFIT_STORE, 0),
            (self._unknown_store, NEGATIVE_DAY_STORE, 4),
            (self._z_differs, NEGATIVE_DAY_STORE, 1),
            (self._z_differs, MOVED_STORE, -100),
            (self._z_differs, NEGATIVE_DAY_STORE, -250),
            (self._z_missing, LATE_HOURS_STORE, 0),
            (self._store_day_missing, MOVED_STORE, 3),
            (self._store_day_missing, REFIT_STORE, -70),
            (self._late_store_day, LATE_HOURS_STORE, -2),
            (self._late_store_day, NEGATIVE_DAY_STORE, -9),
            (self._late_store_day, LAST_YEAR_STORE, -16),
            (self._till_corrected, LAST_YEAR_STORE, -4),
            (self._till_corrected, NEGATIVE_DAY_STORE, -19),
            (self._z_corrected, MOVED_STORE, -5),
        )
        for step, store, offset in steps:
            for day in self._inside(first, last, store, self.last_monday + timedelta(days=offset)):
                step(store, day)

    def settlement(self) -> None:
        """The last month's settlement of one partner pays less than was sold."""
        row = self.connection.execute(
            "select settlement_id, period_from from out_marketplace_settlements where partner_code = 'marchenet' "
            "order by period_from desc limit 1"
        ).fetchone()
        if row is None:
            return
        self.connection.execute(
            "update out_marketplace_settlements set gross_eur_incl_tax = gross_eur_incl_tax - 137.40, "
            "paid_eur = paid_eur - 137.40 where settlement_id = ?",
            [row[0]],
        )
        self._fault("settlement_differs", "marketplace/settlements", None, row[1], row[0], "-137.40")

    def _inside(self, first: date, last: date, store: int, day: date) -> list[date]:
        """The day itself, or the next one on which the store trades, where it lies in the range."""
        while not self.stores[store].is_open(day):
            day += timedelta(days=1)
        return [day] if first <= day <= last else []

    def _fault(self, code: str, entity: str, store: int | None, day: date, key: str, amount: object) -> None:
        store_id = None if store is None else self.stores[store].store_id
        self.connection.execute(
            "insert into planted_faults values (?, ?, ?, ?, ?, cast(? as decimal(18, 2)))",
            [code, entity, store_id, day, key, None if amount is None else str(amount)],
        )

    def _event(self, code: str, entity: str, store: int, day: date, key: str, amount: object) -> None:
        self.connection.execute(
            "insert into planted_events values (?, ?, ?, ?, ?, ?, cast(? as decimal(18, 2)))",
            [code, entity, self.stores[store].store_id, day, day, key, None if amount is None else str(amount)],
        )

    def _at(self, store: int, day: date) -> str:
        return f"store_id = '{self.stores[store].store_id}' and business_date = date '{day}'"

    def _ticket(self, store: int, day: date, least_lines: int = 2) -> str:
        """A plain sale of the day, the same at each run."""
        row = self.connection.execute(
            f"select t.ticket_id from out_pos_tickets as t join out_pos_ticket_lines as l using (ticket_id) "
            f"where {self._at(store, day)} and status = 'sale' and t.mode = 'append' and order_id is null "
            f"group by t.ticket_id order by least(count(*), {least_lines}) desc, ticket_id limit 1"
        ).fetchone()
        assert row is not None, "an open store has a ticket"
        return str(row[0])

    def _great_return(self, store: int, day: date) -> None:
        """A company brings back its order of a week before: the store-day ends below zero."""
        at = self._at(store, day)
        products = self.assortment.products
        prices = np.where(products.is_perishable | (products.unit != EACH), 0, self.assortment.prices_on(day))
        dearest = int(np.argmax(prices))
        self.connection.execute(
            f"""
            create or replace temp table great_return as
            select
                product_id, vat_rate, price,
                cast(ceil((day_total * 1.4 + 500) / price) as decimal(18, 3)) as pieces
            from (
                select sum(total_eur_incl_tax) as day_total from out_pos_tickets where {at} and status = 'sale'
            )
            cross join (
                select product_id, vat_rate, cast({prices[dearest]} * decimal '0.01' as decimal(18, 2)) as price
                from demo_products where product_number = {dearest}
            )
            """
        )
        ticket_id = f"{self.stores[store].store_id}-{day:%y%m%d}-89001"
        self.connection.execute(
            f"""
            insert into out_pos_tickets
            select '{ticket_id}', '{self.stores[store].store_id}', 'T02', 'staffed', date '{day}',
                timestamp '{day} 10:12:00', timestamp '{day} 10:31:00', null, null, 'sale',
                -cast(pieces * price as decimal(18, 2)), any_delivery, 'append', 1
            from great_return
            cross join (select any_value(delivered_on) as any_delivery from out_pos_tickets where {at})
            """
        )
        self.connection.execute(
            f"""
            insert into out_pos_ticket_lines
            select t.ticket_id, 1, g.product_id, 'return', -g.pieces, g.price, 0, t.total_eur_incl_tax, g.vat_rate,
                null, t.delivered_on, 'append', 1
            from great_return as g cross join out_pos_tickets as t where t.ticket_id = '{ticket_id}'
            """
        )
        total = self.connection.execute(
            f"select sum(total_eur_incl_tax) from out_pos_tickets where {at} and status = 'sale'"
        ).fetchone()
        self._event("negative_day", "pos/tickets", store, day, ticket_id, total[0] if total else None)

    def _line_lost(self, store: int, day: date) -> None:
        ticket_id = self._ticket(store, day)
        row = self.connection.execute(
            "delete from out_pos_ticket_lines where ticket_id = ? and line_number = "
            "(select max(line_number) from out_pos_ticket_lines where ticket_id = ?) returning amount_eur_incl_tax",
            [ticket_id, ticket_id],
        ).fetchone()
        self._fault("lines_differ_from_total", "pos/ticket_lines", store, day, ticket_id, row[0] if row else None)

    def _lines_lost(self, store: int, day: date) -> None:
        ticket_id = self._ticket(store, day, least_lines=1)
        self.connection.execute("delete from out_pos_ticket_lines where ticket_id = ?", [ticket_id])
        self._fault("ticket_without_lines", "pos/tickets", store, day, ticket_id, self._total_of(ticket_id))

    def _sent_again(self, store: int, day: date) -> None:
        """The next day the till sends a ticket once more by `append`, with another total."""
        ticket_id = self._ticket(store, day)
        self.connection.execute(
            "insert into out_pos_tickets select * replace (total_eur_incl_tax + 5 as total_eur_incl_tax, "
            f"delivered_on + 1 as delivered_on, {SENT_AGAIN} as batch) from out_pos_tickets where ticket_id = ?",
            [ticket_id],
        )
        self.connection.execute(
            "insert into out_pos_ticket_lines select * replace ("
            "case when line_number = 1 then amount_eur_incl_tax + 5 else amount_eur_incl_tax end "
            "as amount_eur_incl_tax, "
            "case when line_number = 1 then discount_eur_incl_tax - 5 else discount_eur_incl_tax end "
            f"as discount_eur_incl_tax, delivered_on + 1 as delivered_on, {SENT_AGAIN} as batch) "
            "from out_pos_ticket_lines where ticket_id = ?",
            [ticket_id],
        )
        self._fault("ticket_sent_again", "pos/tickets", store, day, ticket_id, "5.00")

    def _unknown_store(self, store: int, day: date) -> None:
        """One ticket more, under a store number that no referential knows; no Z counts it."""
        ticket_id = self._ticket(store, day)
        copy_id = f"{UNKNOWN_STORE_ID}-{day:%y%m%d}-00001"
        self.connection.execute(
            f"insert into out_pos_tickets select * replace ('{copy_id}' as ticket_id, "
            f"'{UNKNOWN_STORE_ID}' as store_id) from out_pos_tickets where ticket_id = ? and batch = 1",
            [ticket_id],
        )
        self.connection.execute(
            f"insert into out_pos_ticket_lines select * replace ('{copy_id}' as ticket_id) from out_pos_ticket_lines "
            "where ticket_id = ? and batch = 1",
            [ticket_id],
        )
        self.connection.execute(
            "insert into planted_faults values ('store_unknown', 'pos/tickets', ?, ?, ?, cast(? as decimal(18, 2)))",
            [UNKNOWN_STORE_ID, day, copy_id, str(self._total_of(copy_id))],
        )

    def _z_differs(self, store: int, day: date) -> None:
        till_id = self._till(store, day)
        self.connection.execute(
            "update out_pos_z_reports set total_eur_incl_tax = total_eur_incl_tax + 12.50 "
            f"where {self._at(store, day)} and till_id = ?",
            [till_id],
        )
        self._fault("z_differs", "pos/z_reports", store, day, till_id, "12.50")

    def _z_missing(self, store: int, day: date) -> None:
        total = self.connection.execute(
            f"select sum(total_eur_incl_tax) from out_pos_z_reports where {self._at(store, day)}"
        ).fetchone()
        self.connection.execute(f"delete from out_pos_z_reports where {self._at(store, day)}")
        self._fault("z_missing", "pos/z_reports", store, day, str(day), total[0] if total else None)

    def _store_day_missing(self, store: int, day: date) -> None:
        at = self._at(store, day)
        total = self.connection.execute(
            f"select sum(total_eur_incl_tax) from out_pos_tickets where {at} and status = 'sale'"
        ).fetchone()
        self.connection.execute(f"delete from planted_faults where fault_code = 'product_unknown' and {at}")
        self.connection.execute(
            f"delete from out_app_scan_sessions where store_id = '{self.stores[store].store_id}' "
            f"and cast(started_at as date) = date '{day}'"
        )
        self.connection.execute(
            f"delete from out_pos_ticket_lines where ticket_id in (select ticket_id from out_pos_tickets where {at})"
        )
        for table in ("tickets", "z_reports", "waste"):
            self.connection.execute(f"delete from out_pos_{table} where {at}")
        self._fault("store_day_missing", "pos/tickets", store, day, str(day), total[0] if total else None)

    def _late_store_day(self, store: int, day: date) -> None:
        """The store's files of the day come on the second day after the regular morning."""
        at = self._at(store, day)
        change = f"set delivered_on = delivered_on + 2, batch = {LATE}"
        total = self.connection.execute(
            f"select sum(total_eur_incl_tax) from out_pos_tickets where {at} and status = 'sale'"
        ).fetchone()
        self.connection.execute(
            f"update out_pos_ticket_lines {change} "
            f"where ticket_id in (select ticket_id from out_pos_tickets where {at})"
        )
        for table in ("tickets", "z_reports"):
            self.connection.execute(f"update out_pos_{table} {change} where {at}")
        self._event("late_store_day", "pos/tickets", store, day, str(day), total[0] if total else None)

    def _till_corrected(self, store: int, day: date) -> None:
        """Four days later a till's prices are corrected: the first line of each sale gets ten cents off."""
        at = self._at(store, day)
        till_id = self._till(store, day)
        self.connection.execute(
            f"create or replace temp table corrected as select ticket_id from out_pos_tickets as t where {at} "
            f"and till_id = '{till_id}' and status = 'sale' and order_id is null and exists (select 1 from "
            "out_pos_ticket_lines as l where l.ticket_id = t.ticket_id and l.line_number = 1 and l.quantity > 0 "
            "and l.amount_eur_incl_tax > 0.10)"
        )
        change = f"delivered_on + 3 as delivered_on, 'correction' as mode, {CORRECTION} as batch"
        self.connection.execute(
            f"insert into out_pos_tickets select * replace (total_eur_incl_tax - 0.10 as total_eur_incl_tax, {change}) "
            "from out_pos_tickets where ticket_id in (from corrected)"
        )
        self.connection.execute(
            "insert into out_pos_ticket_lines select * replace ("
            "case when line_number = 1 then amount_eur_incl_tax - 0.10 else amount_eur_incl_tax end "
            "as amount_eur_incl_tax, case when line_number = 1 then discount_eur_incl_tax + 0.10 "
            f"else discount_eur_incl_tax end as discount_eur_incl_tax, {change}) "
            "from out_pos_ticket_lines where ticket_id in (from corrected)"
        )
        self.connection.execute(
            "insert into out_pos_z_reports select * replace (case when till_id = "
            f"'{till_id}' then total_eur_incl_tax - 0.10 * (select count(*) from corrected) "
            f"else total_eur_incl_tax end as total_eur_incl_tax, {change}) from out_pos_z_reports where {at}"
        )
        amount = self.connection.execute("select -0.10 * count(*) from corrected").fetchone()
        self._event("till_day_corrected", "pos/tickets", store, day, till_id, amount[0] if amount else None)

    def _z_corrected(self, store: int, day: date) -> None:
        """The first Z missed a ticket of ten euros; a Z of the whole store-day corrects it two days later."""
        at = self._at(store, day)
        till_id = self._till(store, day)
        self.connection.execute(
            f"insert into out_pos_z_reports select * replace (delivered_on + 2 as delivered_on, 'correction' as mode, "
            f"{CORRECTION} as batch) from out_pos_z_reports where {at}"
        )
        self.connection.execute(
            "update out_pos_z_reports set ticket_count = ticket_count - 1, "
            f"total_eur_incl_tax = total_eur_incl_tax - 10 where {at} and till_id = '{till_id}' and mode = 'append'"
        )
        self._event("z_corrected", "pos/z_reports", store, day, till_id, "10.00")

    def _till(self, store: int, day: date) -> str:
        """The till with the most sales of the day."""
        row = self.connection.execute(
            f"select till_id from out_pos_z_reports where {self._at(store, day)} and mode = 'append' "
            "order by ticket_count desc, till_id limit 1"
        ).fetchone()
        assert row is not None, "an open store has a Z"
        return str(row[0])

    def _total_of(self, ticket_id: str) -> object:
        row = self.connection.execute(
            "select total_eur_incl_tax from out_pos_tickets where ticket_id = ? and batch = 1", [ticket_id]
        ).fetchone()
        return row[0] if row else None
