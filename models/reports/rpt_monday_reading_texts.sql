-- One row per sentence that the report may open with, in French and in English.
with

rules as (

    select * from {{ ref("dim_reading_rules") }}

),

final as (

    select
        statement_code,
        text_fr,
        text_en
    from rules

)

select * from final
