-- One row per run after an earlier Monday's: when that Monday published sales, and the first day that it did not.
with

published as (

    select * from {{ ref("stg_state__published_sales") }}

),

-- The same Monday, printed again at nine, is no earlier one: what changed is told since the week before.
earlier as (

    select max(published_at) as published_at
    from published
    where
        cast({{ utc_to_local("published_at", "'Europe/Paris'") }} as date) < {{ iso_week_start(as_of_date()) }}

),

final as (

    select
        published_at,
        {{ iso_week_start(utc_to_local("published_at", "'Europe/Paris'")) }} as first_unpublished_date
    from earlier
    where published_at is not null

)

select * from final
