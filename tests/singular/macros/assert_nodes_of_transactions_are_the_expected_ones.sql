-- Each node of a transaction that is not found as expected, or found without being expected.
with

lines as (

    select
        listed.channel_code,
        listed.transaction_id,
        'S1' as store_id,
        '2026-W46' as iso_week,
        cast(listed.node_number as bigint) as node_number
    from (
        values
        ('store', 'T1', '3'),
        ('store', 'T1', '1'),
        ('store', 'T1', '3'),
        ('store', 'T2', '2'),
        ('drive', 'T1', '5')
    ) as listed (channel_code, transaction_id, node_number)

),

found as (

    {{ nodes_of_transactions("lines") | indent(4) }}

),

expected as (

    select
        listed.channel_code,
        cast(listed.node_number as bigint) as node_number,
        cast(listed.former_node_number as bigint) as former_node_number
    from (
        values
        ('store', '1', '0'),
        ('store', '3', '1'),
        ('store', '2', '0'),
        ('drive', '5', '0')
    ) as listed (channel_code, node_number, former_node_number)

),

final as (

    select
        coalesce(found.channel_code, expected.channel_code) as channel_code,
        coalesce(found.node_number, expected.node_number) as node_number,
        found.former_node_number as found_number,
        expected.former_node_number as expected_number
    from found
    full outer join expected
        on
            found.channel_code = expected.channel_code
            and found.node_number = expected.node_number

)

select * from final
where
    found_number is null
    or expected_number is null
    or found_number <> expected_number
