-- One row per rule of what to read before the meeting: when it speaks, how it ranks and what it says.
with

rules as (

    select * from {{ ref("reading_rules") }}

),

final as (

    select
        statement_code,
        cast(priority as bigint) as priority,
        threshold,
        minimum,
        cast(statement_limit as bigint) as statement_limit,
        text_fr,
        text_en
    from rules

)

select * from final
