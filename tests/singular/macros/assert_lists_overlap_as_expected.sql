-- Each row of the list whose two lists are said to have an entry in common and do not, or the other way round.
with

cases as (

    select
        listed.one,
        listed.other,
        cast(listed.is_common as boolean) as is_common
    from (
        values
        ('|alex|alexandre|', '|alex|alexis|', 'true'),
        ('|alexandre|', '|alex|', 'false'),
        ('|jean|', '|jean|', 'true'),
        ('|jean pierre|jp|', '|jean|pierre|', 'false'),
        ('|jp|jean pierre|', '|jean pierre|', 'true'),
        ('|jean|', null, 'false'),
        (null, null, 'false')
    ) as listed (one, other, is_common)

),

final as (

    select
        one,
        other,
        is_common,
        coalesce({{ lists_overlap("one", "other") }}, false) as found
    from cases

)

select * from final
where found <> is_common
