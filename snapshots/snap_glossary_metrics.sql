{% snapshot snap_glossary_metrics %}
-- One row per figure and version of what it is called, means and is computed from.
with

glossary_metrics as (

    select * from {{ ref("glossary_metrics") }}

),

final as (

    select * from glossary_metrics

)

select * from final
{% endsnapshot %}
