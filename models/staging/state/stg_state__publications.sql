-- One row per edition of a week and language that had been published by the moment of the run, each time that it said
-- something else.
with

source as (

    select * from {{ source("state", "publications") }}

),

final as (

    select
        publication_id,
        run_id,
        iso_week,
        edition_code,
        language as language_code,
        cast(edition_number as bigint) as edition_number,
        cast(publication_number as bigint) as publication_number,
        data_hash,
        content_hash,
        program_version,
        as_of as published_at
    from source
    where as_of < {{ as_of() }}

)

select * from final
