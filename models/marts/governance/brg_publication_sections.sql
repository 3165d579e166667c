-- One row per publication and part of it.
with

sections as (

    select * from {{ ref("stg_state__publication_sections") }}

),

final as (

    select
        publication_id,
        section_code,
        section_id
    from sections

)

select * from final
