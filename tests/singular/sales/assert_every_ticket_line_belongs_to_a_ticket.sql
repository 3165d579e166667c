-- Each ticket named by lines that has no header: its sales are in no figure, so the report must not keep silent.
{{ config(severity="warn", meta={"rule": {"kind": "relationship", "columns": ["ticket_id"]}}) }}

with

lines as (

    select * from {{ ref("stg_pos__ticket_lines") }}

),

tickets as (

    select * from {{ ref("stg_pos__tickets") }}

),

final as (

    select
        lines.ticket_id,
        sum(lines.amount_eur_incl_tax) as amount_eur_incl_tax
    from lines
    left join tickets on lines.ticket_id = tickets.ticket_id
    where tickets.ticket_id is null
    group by lines.ticket_id

)

select * from final
