-- Fails with each column of a product version that is not the one written down for it: a change needs a new version.
with

products as (

    select * from {{ ref("share_products") }}

),

written as (

    select * from {{ ref("share_contracts") }}

),

contracts as (

    {% for model_name, version, position, column_name, data_type in share_contract_columns() -%}
        select
            '{{ model_name }}' as model_name,
            {{ version }} as product_version,
            {{ position }} as column_position,
            '{{ column_name }}' as column_name,
            '{{ data_type }}' as data_type
        {% if not loop.last %}union all
        {% endif %}
    {%- endfor %}

),

-- What left the products may have left the models, too.
promised as (

    select written.*
    from written
    inner join products
        on written.model_name = products.model_name and written.product_version = products.product_version

)

select
    coalesce(contracts.model_name, promised.model_name) as model_name,
    coalesce(contracts.product_version, promised.product_version) as product_version,
    coalesce(contracts.column_position, promised.column_position) as column_position,
    contracts.column_name,
    promised.column_name as promised_column_name
from contracts
full outer join promised
    on
        contracts.model_name = promised.model_name
        and contracts.product_version = promised.product_version
        and contracts.column_position = promised.column_position
        and contracts.column_name = promised.column_name
        and contracts.data_type = promised.data_type
where contracts.model_name is null or promised.model_name is null
