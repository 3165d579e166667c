"""A retailer of six stores and its people, for the tests of the people's side."""

from dataclasses import replace
from datetime import date

import duckdb

from lundi.demo.retailer.people import make_people
from lundi.demo.retailer.size import DemoPlan, make_plan

LAST_WEEK = date(2026, 11, 9)

STORES = """
create table demo_stores as
select * from (values
    ('S001', '44000', 'Nantes', '44', '52', 'store,drive', date '1999-03-01', null),
    ('S002', '67000', 'Strasbourg', '67', '44', 'store,drive', date '2001-03-01', null),
    ('S003', '75011', 'Paris', '75', '11', 'store', date '2010-03-01', null),
    ('S004', '38000', 'Grenoble', '38', '84', 'store,drive', date '1995-03-01', date '2026-06-01'),
    ('S005', '20000', 'Ajaccio', '2A', '94', 'drive', date '2015-03-01', null),
    ('S006', '69003', 'Lyon', '69', '84', 'home_delivery,marketplace', date '2015-03-01', null)
) as stores (store_id, postal_code, city, department_code, region_code, channels, opened_on, closed_on)
"""


def people_plan(*, people: int = 600, records: int = 1_000, seed: int = 46) -> DemoPlan:
    """A plan for so many people and records; the trade's figures do not matter here."""
    plan = make_plan(last_week_start=LAST_WEEK, seed=seed, size="tiny")
    return replace(plan, size=replace(plan.size, person_count=people, record_count=records))


def make_world(plan: DemoPlan) -> duckdb.DuckDBPyConnection:
    """A connection with the stores and all tables of the people."""
    connection = duckdb.connect()
    connection.execute(STORES)
    make_people(connection, plan)
    return connection


LATEST_RECORDS = """
create or replace table latest_records as
with every as (
    select 'loyalty' as source_system, member_id as customer_id, first_name, last_name, birth_date, email, phone,
        address, postal_code, cast(null as varchar) as loyalty_card_number, person_id, changed_at
    from loyalty_members
    union all by name
    select 'ecommerce' as source_system, account_id as customer_id, first_name, last_name, birth_date, email, phone,
        address, postal_code, loyalty_card_number, person_id, changed_at
    from ecommerce_accounts
    union all by name
    select 'drive' as source_system, account_id as customer_id, first_name, last_name, birth_date, email, phone,
        address, postal_code, loyalty_card_number, person_id, changed_at
    from drive_accounts
    union all by name
    select 'app' as source_system, app_user_id as customer_id, first_name, last_name, birth_date, email, phone,
        address, postal_code, loyalty_card_number, person_id, changed_at
    from app_users
)
select source_system || ':' || customer_id as record_id, *
from every
qualify row_number() over (partition by source_system, customer_id order by changed_at desc) = 1
order by record_id
"""
