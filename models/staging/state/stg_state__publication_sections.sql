-- One row per publication and part of it.
with

source as (

    select * from {{ source("state", "publication_sections") }}

),

final as (

    select
        publication_id,
        section_code,
        section_id
    from source
    where as_of < {{ as_of() }}

)

select * from final
