-- Each ticket whose lines do not add up to the total that the till printed, or that came without lines.
{{ config(severity="warn") }}

with

tickets as (

    select * from {{ ref("stg_pos__tickets") }}

),

line_totals as (

    select
        ticket_id,
        sum(amount_eur_incl_tax) as amount_eur_incl_tax
    from {{ ref("stg_pos__ticket_lines") }}
    group by ticket_id

),

final as (

    select
        tickets.ticket_id,
        tickets.total_eur_incl_tax,
        line_totals.amount_eur_incl_tax
    from tickets
    left join line_totals on tickets.ticket_id = line_totals.ticket_id
    where
        tickets.ticket_status = 'sale'
        and (line_totals.ticket_id is null or tickets.total_eur_incl_tax <> line_totals.amount_eur_incl_tax)

)

select * from final
