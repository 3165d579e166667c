{#-
    A select of two clusters and the vector of the best level that any two of their records reach in each attribute; a
    level of missing only where it is missing in all. Two records of two first names lend nothing but their names.
    left_number and right_number are the two records that show it best.
    member_vectors: CTE of left_cluster, right_cluster, left_number, right_number, vector.
-#}
{% macro best_vectors(member_vectors) -%}
    select
        left_cluster,
        right_cluster,
        {%- for attribute in vector_attributes() %}
        {{ "|| " if not loop.first }}right(
            min(
                case substr(vector, {{ loop.index }}, 1)
                    when 'S' then '1S' when 'C' then '2C' when 'K' then '3K' when 'U' then '4U' when 'D' then '5D'
                    when 'M' then '6M' else '7N'
                end
            ), 1
        )
        {%- endfor %} as vector,
        min_by(left_number, {{ vector_rank("vector") }}) as left_number,
        min_by(right_number, {{ vector_rank("vector") }}) as right_number
    from {{ member_vectors }}
    group by left_cluster, right_cluster
{%- endmacro %}

{#- An order of pairs: those that agree in more come first, then the smaller record numbers. -#}
{% macro vector_rank(vector) -%}
    lpad(cast(length(replace(replace({{ vector }}, 'S', ''), 'C', '')) as varchar), 2, '0')
    || lpad(cast(left_number as varchar), 20, '0') || lpad(cast(right_number as varchar), 20, '0')
{%- endmacro %}
