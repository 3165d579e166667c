-- Each line whose amount is not quantity times unit price less discount, within the contract's tolerance.
{{ config(severity="warn", meta={"rule": {"kind": "arithmetic", "columns": ["amount_eur_incl_tax"]}}) }}

with

lines as (

    select * from {{ ref("stg_pos__ticket_lines") }}

),

final as (

    select
        ticket_id,
        line_number,
        abs(amount_eur_incl_tax - (quantity * unit_price_eur_incl_tax - discount_eur_incl_tax)) as difference_eur,
        abs(quantity) * 0.005 + 0.005 as tolerance_eur
    from lines
    -- A line without quantity is flagged on its own (is_amount_without_quantity).
    where quantity <> 0

)

select * from final
where
    difference_eur > 0.01
    and difference_eur > tolerance_eur
