-- One row per number of a loyalty card that belonged to an erased person alone: tickets until then lose it.
{{ config(materialized="table") }}
with

secrets as (

    {{ erasure_secret() }}

),

numbers as (

    select distinct
        tickets.loyalty_card_number,
        secrets.pepper
    from {{ source("pos", "tickets") }} as tickets
    cross join secrets
    where
        tickets.delivered_at <= {{ as_of() }}
        and tickets.loyalty_card_number is not null

),

hashed_numbers as (

    select
        loyalty_card_number,
        {{ keyed_hash("loyalty_card_number", "pepper") }} as keyed_hash
    from numbers

),

erased_cards as (

    {{ suppressed_hashes("card") }}

),

final as (

    select
        hashed_numbers.loyalty_card_number,
        cast({{ utc_to_local("erased_cards.erased_at", "'Europe/Paris'") }} as date) as erased_date
    from hashed_numbers
    inner join erased_cards
        on hashed_numbers.keyed_hash = erased_cards.keyed_hash

)

select * from final
