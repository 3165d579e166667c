-- One row per golden customer who bought in the 13 weeks up to the last one that is over: the risk that none follows.
with

inputs as (

    select * from {{ ref("fct_customer_churn_inputs") }}

),

last_week as (

    select max(iso_week) as iso_week from inputs

),

weights as (

    select * from {{ ref("fct_churn_weights") }}

),

last_model as (

    select
        model_id,
        {% for feature in churn_features() -%}
            max(case when feature_name = '{{ feature }}' then coefficient end) as {{ feature }}_weight,
        {% endfor -%}
        max(case when feature_name = '(intercept)' then coefficient end) as intercept
    from weights
    group by model_id
    qualify row_number() over (order by max(trained_at) desc nulls last, model_id nulls last) = 1

),

log_odds as (

    select
        inputs.iso_week,
        inputs.customer_id,
        last_model.model_id,
        last_model.intercept
        {%- for feature in churn_features() %}
            + inputs.{{ feature }}_log * last_model.{{ feature }}_weight
        {%- endfor %} as log_odds
    from inputs
    inner join last_week on inputs.iso_week = last_week.iso_week
    cross join last_model

),

risks as (

    select
        iso_week,
        customer_id,
        model_id,
        cast(round(1 / (1 + exp(-log_odds)), 6) as numeric(9, 6)) as churn_risk
    from log_odds

),

final as (

    select
        iso_week,
        customer_id,
        model_id,
        churn_risk,
        cast(least(floor(churn_risk * 10) + 1, 10) as bigint) as risk_band_number
    from risks

)

select * from final
