"""The databases: raw, the dbt build and the published edition."""
