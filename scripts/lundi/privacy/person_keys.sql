-- The keys of the people of `asked` (customer_id), with the accounts and cards of `asked_records` and `asked_cards`:
-- every number by which an object of the register speaks of them. What was delivered and replaced since is theirs as
-- well, so raw is asked, not what holds of it. `owner` tells whose an account is. Statements end with `;`.
create or replace temp table person_keys (
    key_kind varchar,
    source_system varchar,
    key_value varchar,
    valid_from_date date,
    valid_until_date date,
    owner varchar
);

insert into person_keys (key_kind, key_value)
select distinct 'customer', customer_id from asked;

-- An id that was merged away is theirs, unless somebody else bears it again.
insert into person_keys (key_kind, key_value)
with recursive merged as (
    select customer_id from asked
    union
    select events.other_customer_id
    from lundi_state.vault.customer_events as events
    inner join merged
        on events.customer_id = merged.customer_id
    where events.event_type = 'merged'
)

select 'customer', merged.customer_id
from merged
where merged.customer_id not in (select customer_id from vault.int_customer__customer_records)
    and merged.customer_id not in (select customer_id from asked);

insert into person_keys (key_kind, source_system, key_value, owner)
select 'source_customer', source_system, source_customer_id, customer_id
from vault.int_customer__customer_records
where customer_id in (select customer_id from asked);

insert into person_keys (key_kind, source_system, key_value, owner)
select 'source_customer', source_system, source_customer_id, source_system || '-' || source_customer_id
from asked_records
where (source_system, source_customer_id) not in (
    select (source_system, key_value) from person_keys where key_kind = 'source_customer'
);

insert into person_keys (key_kind, key_value)
select unnest(['record', 'record_number', 'cluster']), unnest([record_id, cast(record_number as varchar), cast(cluster_number as varchar)])
from vault.int_customer__customer_records
where (source_system, source_customer_id) in (
    select (source_system, key_value) from person_keys where key_kind = 'source_customer'
);

insert into person_keys (key_kind, key_value)
select 'record', source_system || '-' || key_value
from person_keys
where key_kind = 'source_customer'
    and source_system || '-' || key_value not in (select key_value from person_keys where key_kind = 'record');

insert into person_keys (key_kind, key_value)
select distinct 'block', cast(block_number as varchar)
from vault.int_customer__block_keys
where cast(record_number as varchar) in (select key_value from person_keys where key_kind = 'record_number');

insert into person_keys (key_kind, key_value)
select distinct 'lookup_key', cast(key_number as varchar)
from vault.int_customer__lookup_keys
where cast(record_number as varchar) in (select key_value from person_keys where key_kind = 'record_number');

insert into person_keys (key_kind, source_system, key_value, valid_from_date, valid_until_date)
select distinct 'card', 'loyalty', loyalty_card_number, valid_from_date, valid_until_date
from vault.int_customer__card_periods
where record_id in (select key_value from person_keys where key_kind = 'record');

insert into person_keys (key_kind, source_system, key_value, valid_from_date, valid_until_date)
select 'card', 'loyalty', loyalty_card_number, date '0001-01-01', valid_until_date
from asked_cards;

insert into person_keys (key_kind, key_value)
select distinct 'consent_event', consents.consent_event_id
from lundi_raw.raw.privacy_consents as consents
inner join person_keys as own
    on own.key_kind = 'source_customer'
    and consents.source_system = own.source_system
    and consents.source_customer_id = own.key_value;

insert into person_keys (key_kind, key_value)
select distinct 'scan_session', sessions.scan_session_id
from lundi_raw.raw.app_scan_sessions as sessions
inner join person_keys as own
    on own.key_kind = 'source_customer'
    and own.source_system = 'app'
    and sessions.app_user_id = own.key_value;

insert into person_keys (key_kind, source_system, key_value)
select distinct 'order', orders.source_system, orders.order_id
from (
    select 'ecommerce' as source_system, order_id, account_id from lundi_raw.raw.ecommerce_orders
    union all
    select 'drive', order_id, account_id from lundi_raw.raw.drive_orders
    union all
    select source, delivered_row ->> '$.order_id', delivered_row ->> '$.account_id'
    from lundi_raw.quarantine.delivered_rows
    where entity = 'orders'
) as orders
inner join person_keys as own
    on own.key_kind = 'source_customer'
    and orders.source_system = own.source_system
    and orders.account_id = own.key_value
where orders.order_id is not null;

-- What comes back is the buyer's, whoever brings it; the return's own account is for those that name no order.
insert into person_keys (key_kind, source_system, key_value)
with returns as (
    select 'ecommerce' as source_system, return_id, order_id, account_id from lundi_raw.raw.ecommerce_returns
    union all
    select 'drive', return_id, order_id, account_id from lundi_raw.raw.drive_returns
),

buyers as (
    select 'ecommerce' as source_system, order_id from lundi_raw.raw.ecommerce_orders where account_id is not null
    union
    select 'drive', order_id from lundi_raw.raw.drive_orders where account_id is not null
)

select distinct 'return', returns.source_system, returns.return_id
from returns
left join buyers
    on returns.source_system = buyers.source_system
    and returns.order_id = buyers.order_id
left join person_keys as own_order
    on own_order.key_kind = 'order'
    and returns.source_system = own_order.source_system
    and returns.order_id = own_order.key_value
left join person_keys as own_account
    on own_account.key_kind = 'source_customer'
    and returns.source_system = own_account.source_system
    and returns.account_id = own_account.key_value
where own_order.key_value is not null
    or (buyers.order_id is null and own_account.key_value is not null);

-- A ticket is its card holder's on its day; without a card, whoever scanned it or ordered it.
insert into person_keys (key_kind, key_value)
with tickets as (
    select ticket_id, business_date, loyalty_card_number, order_id from lundi_raw.raw.pos_tickets
    union all
    select
        delivered_row ->> '$.ticket_id',
        try_cast(delivered_row ->> '$.business_date' as date),
        nullif(delivered_row ->> '$.loyalty_card_number', ''),
        nullif(delivered_row ->> '$.order_id', '')
    from lundi_raw.quarantine.delivered_rows
    where source = 'pos' and entity = 'tickets'
),

scans as (
    select ticket_id, app_user_id
    from lundi_raw.raw.app_scan_sessions
    where ticket_id is not null
    qualify row_number() over (partition by ticket_id order by started_at asc nulls last, scan_session_id asc) = 1
)

select distinct 'ticket', tickets.ticket_id
from tickets
left join person_keys as card
    on card.key_kind = 'card'
    and tickets.loyalty_card_number = card.key_value
    and tickets.business_date >= card.valid_from_date
    and (tickets.business_date < card.valid_until_date or card.valid_until_date is null)
left join scans
    on tickets.ticket_id = scans.ticket_id
left join person_keys as scanner
    on scanner.key_kind = 'source_customer'
    and scanner.source_system = 'app'
    and scans.app_user_id = scanner.key_value
left join person_keys as own_order
    on own_order.key_kind = 'order'
    and tickets.order_id = own_order.key_value
where tickets.ticket_id is not null
    and (
        card.key_value is not null
        or (tickets.loyalty_card_number is null and (scanner.key_value is not null or own_order.key_value is not null))
    );

insert into person_keys (key_kind, key_value)
select distinct 'transaction', key_value
from person_keys
where key_kind in ('ticket', 'order', 'return');
