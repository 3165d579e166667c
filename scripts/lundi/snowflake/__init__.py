"""Production on Snowflake: the connection, the account's set-up, loading, and what the report reads."""
