{#-
    A text in small letters, without accents, ligatures in two letters: what stands between a and z afterwards is the
    letter that was meant, whatever the keyboard.

    DuckDB has a function for accents, twenty times as fast as its translate; Snowflake has none, so all Latin letters
    with accents are listed for it. Accents that stand as characters of their own behind the letter (U+0300 to U+036F)
    go too. tests/python/customer/test_cross_db_text.py compares the two over every character of the basic plane; marks
    of other scripts, which DuckDB drops and Snowflake keeps, are left to those who keep letters alone.
-#}
{% macro folded_text(text) -%}
    {{ return(adapter.dispatch("folded_text", "lundi")(text)) }}
{%- endmacro %}

{% macro default__folded_text(text) -%}
    {{ exceptions.raise_compiler_error("folded_text is not written for " ~ target.type) }}
{%- endmacro %}

{% macro duckdb__folded_text(text) -%}
    {#- A text of as many bytes as characters holds no letter that is left to untie. -#}
    {%- set plain = "strip_accents(lower(" ~ text ~ "))" -%}
    case when strlen({{ plain }}) = length({{ plain }}) then {{ plain }} else {{ with_letters_untied(plain) }} end
{%- endmacro %}

{% macro snowflake__folded_text(text) -%}
    {%- set letters = {
        "a": "àáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặ", "b": "ḃḅḇ", "c": "çćĉċčḉ", "d": "ďḋḍḏḑḓ",
        "e": "èéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệ", "f": "ḟ", "g": "ĝğġģǧǵḡ", "h": "ĥȟḣḥḧḩḫẖ", "i": "ìíîïĩīĭįǐȉȋḭḯỉị",
        "j": "ĵǰ", "k": "ķǩḱḳḵ", "l": "ĺļľḷḹḻḽ", "m": "ḿṁṃ", "n": "ñńņňǹṅṇṉṋ",
        "o": "òóôõöōŏőơǒǫǭȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợ", "p": "ṕṗ", "r": "ŕŗřȑȓṙṛṝṟ", "s": "śŝşšșṡṣṥṧṩ", "t": "ţťțṫṭṯṱẗ",
        "u": "ùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự", "v": "ṽṿ", "w": "ŵẁẃẅẇẉẘ", "x": "ẋẍ", "y": "ýÿŷȳẏẙỳỵỷỹ", "z": "źżžẑẓẕ",
    } -%}
    {%- set ns = namespace(accented="", plain="", marks="") -%}
    {%- for letter, variants in letters.items() -%}
        {%- set ns.accented = ns.accented ~ variants -%}
        {%- set ns.plain = ns.plain ~ letter * (variants | length) -%}
    {%- endfor -%}
    {%- for number in range(768, 880) -%}{%- set ns.marks = ns.marks ~ ("%c" % number) -%}{%- endfor -%}
    {{ with_letters_untied("translate(lower(" ~ text ~ "), '" ~ ns.accented ~ ns.marks ~ "', '" ~ ns.plain ~ "')") }}
{%- endmacro %}

{#- A text with ligatures in two letters, and without the strokes that Unicode does not take for accents. -#}
{% macro with_letters_untied(text) -%}
    {{ replaced(text, [
        ("œ", "oe"), ("æ", "ae"), ("ß", "ss"), ("þ", "th"), ("ĳ", "ij"), ("ø", "o"), ("đ", "d"), ("ð", "d"), ("ł", "l"),
        ("ħ", "h"), ("ŧ", "t"), ("ı", "i"), ("ǣ", "ae"), ("ǽ", "ae"), ("ǿ", "o"),
    ]) }}
{%- endmacro %}
