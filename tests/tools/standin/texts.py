"""Texts and lists compared as Snowflake compares them: the emulator rounds, counts bytes, or has no such function."""

from sqlglot import exp

# Ratios of small whole numbers: what stands behind the sixth place is the noise of binary fractions.
PLACES = 6
NOT_ASCII = "stand-in: not emulated: texts are compared by bytes, which are no characters outside ASCII"


def with_texts_compared(expression: exp.Expr) -> exp.Expr:
    """Similarities cut off to whole numbers, distances of ASCII texts, and lists in common."""
    for call in list(expression.find_all(exp.JarowinklerSimilarity)):
        call.replace(_similarity(call))
    for call in list(expression.find_all(exp.Levenshtein)):
        call.set("this", _ascii(call.this))
        call.set("expression", _ascii(call.expression))
    for call in list(expression.find_all(exp.ArrayOverlaps)):
        lists = [exp.cast(side.copy(), "json[]", dialect="duckdb") for side in (call.this, call.expression)]
        call.replace(exp.Anonymous(this="list_has_any", expressions=lists))
    return expression


def _similarity(call: exp.Expr) -> exp.Expr:
    sides = [exp.Lower(this=_ascii(side)) for side in (call.this, call.expression)]
    ratio = exp.Anonymous(this="jaro_winkler_similarity", expressions=sides)
    hundredths = exp.Mul(this=exp.Literal.number(100), expression=ratio)
    return exp.cast(exp.Floor(this=exp.Round(this=hundredths, decimals=exp.Literal.number(PLACES))), "bigint")


def _ascii(text: exp.Expr) -> exp.Expr:
    """The text; where it holds other characters, an error rather than a wrong number."""
    characters = exp.Anonymous(this="length", expressions=[text.copy()])
    octets = exp.Anonymous(this="strlen", expressions=[text.copy()])
    stop = exp.Anonymous(this="error", expressions=[exp.Literal.string(NOT_ASCII)])
    return exp.Case(ifs=[exp.If(this=exp.NEQ(this=characters, expression=octets), true=stop)], default=text.copy())
