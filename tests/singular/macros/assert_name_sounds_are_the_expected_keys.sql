-- Each row of the list whose key differs: keys are stored and compared between runs, so they must not drift.
with

cases as (

    select
        listed.given,
        listed.expected
    from (
        values
        ('dupont', 'dup3'),
        ('lefebvre', 'lefevr'),
        ('philippe', 'filip'),
        ('martin', 'mart1'),
        ('martine', 'martin'),
        ('schmidt', 'xmi'),
        ('alexandre', 'aleks2dr'),
        ('jacques', 'jak'),
        ('rousseau', 'rwso'),
        ('ostermann', 'osterm2'),
        ('anne', 'an'),
        ('macdonald', 'mkdonal'),
        ('delatour', 'delatwr'),
        ('es', null)
    ) as listed (given, expected)

),

final as (

    {{ with_name_sound("cases", "given", ["given", "expected"]) }}

)

select * from final
where
    name_sound <> expected
    or (name_sound is null) <> (expected is null)
