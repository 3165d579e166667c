-- One row per edition of a week and language, each time that it was published with something not said before.
with

publications as (

    select * from {{ ref("stg_state__publications") }}

),

final as (

    select
        publication_id,
        run_id,
        iso_week,
        edition_code,
        language_code,
        edition_number,
        publication_number,
        data_hash,
        content_hash,
        program_version,
        row_number() over (
            partition by iso_week, edition_code, language_code
            order by published_at desc nulls last, publication_number desc nulls last
        ) = 1 as is_last_publication,
        published_at
    from publications

)

select * from final
