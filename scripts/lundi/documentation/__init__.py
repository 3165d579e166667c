"""The documentation as one static site: handbook, vocabulary, contracts, lineage, quality and costs."""
