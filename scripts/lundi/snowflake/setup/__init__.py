"""The account that Lundi needs, as reviewed SQL that may run twice; `lundi snowflake setup` runs it."""
