"""Lundi: a retailer's Monday, from the deliveries of the source systems to the weekly report."""

__version__ = "0.1.0"
