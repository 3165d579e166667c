"""What partners are given: published by folder, served on request, noted for good."""
