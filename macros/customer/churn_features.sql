{# What the churn model looks at (models fct_customer_churn_inputs and fct_customer_churn_risks, `lundi churn`): columns of
   fct_customer_features, each as ln(1 + x), since the second purchase tells more than the thirtieth. #}
{%- macro churn_features() -%}
    {{ return([
        "recency_week_count",
        "tenure_week_count",
        "month_ticket_count",
        "quarter_ticket_count",
        "year_ticket_count",
        "quarter_active_week_count",
        "year_active_week_count",
        "year_distance_ticket_count",
        "month_sales_eur_incl_tax",
        "quarter_sales_eur_incl_tax",
        "year_sales_eur_incl_tax",
    ]) }}
{%- endmacro -%}
