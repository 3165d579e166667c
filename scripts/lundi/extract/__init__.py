"""Extracts for Tableau: `.hyper` files and packaged data sources, made from the published marts."""
