-- One row per value, label or sentence that an artefact printed, in the part of the publications that it stands in.
with

figures as (

    select * from {{ ref("stg_state__publication_figures") }}

),

final as (

    select
        figures.section_id,
        figures.figure_number,
        figures.figure_name,
        figures.value_type,
        figures.figure_value
    from figures

)

select * from final
