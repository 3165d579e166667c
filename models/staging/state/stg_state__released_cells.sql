-- One row per publication to a partner and cell, with its release code.
with

source as (

    select * from {{ source("state_share", "released_cells") }}

),

final as (

    select
        publication_id,
        product_code,
        cast(product_version as bigint) as product_version,
        partner_code,
        cell_key,
        release_code,
        published_at
    from source
    where published_at < {{ as_of() }}

)

select * from final
