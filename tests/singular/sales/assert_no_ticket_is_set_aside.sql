-- Each ticket that is in no figure, with its reason: the report says how much they are, somebody must look at them.
{{ config(severity="warn") }}

with

final as (

    select * from {{ ref("fct_set_aside_tickets") }}

)

select * from final
