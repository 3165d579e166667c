-- One row per issue of a loyalty card to a known record: the days on which a ticket with that number is the holder's.
with

card_periods as (

    select * from {{ ref("int_sales__card_periods") }}

),

customer_records as (

    select * from {{ ref("int_customer__customer_records") }}

),

final as (

    select
        customer_records.record_number,
        customer_records.record_id,
        card_periods.loyalty_card_number,
        card_periods.valid_from_date,
        card_periods.valid_until_date
    from card_periods
    inner join customer_records
        on
            card_periods.member_id = customer_records.source_customer_id
            and customer_records.source_system = 'loyalty'

)

select * from final
