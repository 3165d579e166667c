-- One row per stretch that begins before the one before it ended, or that ends before it begins.
with

followed as (

    select
        customer_id,
        purpose_code,
        contact_channel_code,
        valid_from_at,
        valid_until_at,
        lead(valid_from_at) over (
            partition by customer_id, purpose_code, contact_channel_code
            order by valid_from_at nulls last
        ) as next_valid_from_at
    from {{ ref("fct_consent_periods") }}

),

final as (

    select *
    from followed
    where
        valid_until_at <= valid_from_at
        or (next_valid_from_at is not null and coalesce(valid_until_at > next_valid_from_at, true))

)

select * from final
