-- Each row of the list whose keyed hash differs from SHA-256 of the value between two times the secret.
with

cases as (

    select
        listed.given,
        listed.expected,
        '0123456789abcdef0123456789abcdef' as pepper
    from (
        values
        ('loyalty|M1', '2f961d09e0cb0df0c06381225c24992bfbb694676eb69df41b57fbce3455596f'),
        ('', 'a8ae6e6ee929abea3afcfc5258c8ccd6f85273e0d4626d26c7279f3250f77c8e'),
        ('jean.dupont@exemple.fr|jean', '94b260a99ea0ff0a2db03e431ddca556a44d76a1c2404cd74f88268d273c64e1'),
        ('+33612345678|éloïse', '663d5305542093ff2c76e48f7ef16b843560056911a406c119adf0d75397c507'),
        ('x''y', '48434fcc33bad866a22bd5e19eb39c5cce682dc42ae71963d32f85dd6b2b061e')
    ) as listed (given, expected)

),

final as (

    select
        given,
        expected,
        {{ keyed_hash("given", "pepper") }} as found
    from cases

)

select * from final
where found <> expected or found is null
