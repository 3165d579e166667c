-- One row per figure, label or sentence of a part of a publication; equal parts of several publications are kept once.
with

source as (

    select * from {{ source("state", "publication_figures") }}

),

final as (

    select
        section_id,
        cast(figure_number as bigint) as figure_number,
        figure_name,
        value_type,
        figure_value
    from source
    where as_of < {{ as_of() }}
    -- A past Monday that was made again kept its own copy of what a later one had kept.
    qualify row_number() over (partition by section_id, figure_name order by as_of nulls last) = 1

)

select * from final
