{#-
    What a store was called in a week, as columns of a wide mart.
    relation: a CTE with the columns of dim_store_weeks.
-#}
{% macro store_names(relation) -%}
    {{ relation }}.store_label,
    {{ relation }}.store_format,
    {{ relation }}.region_code,
    {{ relation }}.region_name,
    {{ relation }}.city
{%- endmacro %}

{#-
    Where a week stands in the year, as columns of a wide mart.
    relation: a CTE with the columns of dim_iso_weeks.
-#}
{% macro week_names(relation) -%}
    {{ relation }}.iso_year,
    {{ relation }}.iso_week_number,
    {{ relation }}.first_date,
    {{ relation }}.last_date
{%- endmacro %}

{#- A select with one row per department: department_code, department_name. -#}
{% macro department_names() -%}
    select
        department_code,
        max(department_name) as department_name
    from {{ ref("dim_products") }}
    group by department_code
{%- endmacro %}
