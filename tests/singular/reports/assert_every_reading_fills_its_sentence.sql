-- Each printed reading that lacks something its sentence names, in either language.
{%- set placeholders = {
    "amount": "amount_eur", "rate": "rate", "count": "item_count", "first_date": "first_date",
    "last_date": "last_date", "compared_first_date": "compared_first_date",
} %}
with

readings as (

    select * from {{ ref("rpt_monday_readings") }}

),

texts as (

    select * from {{ ref("rpt_monday_reading_texts") }}

),

final as (

    select
        readings.edition_code,
        readings.iso_week,
        readings.sort_order,
        readings.statement_code
    from readings
    left join texts on readings.statement_code = texts.statement_code
    where
        texts.statement_code is null
        {%- for language in ("fr", "en") %}
            or (texts.text_{{ language }} like '%{subject}%' and readings.subject_{{ language }} is null)
            {%- for placeholder, column in placeholders.items() %}
                or (texts.text_{{ language }} like '%{ {{- placeholder -}} }%' and readings.{{ column }} is null)
            {%- endfor %}
        {%- endfor %}

)

select * from final
