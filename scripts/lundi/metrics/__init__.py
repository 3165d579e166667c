"""The semantic layer: one agreed figure is one metric, which everybody asks for by its name.

The glossary's rows (`seeds/glossary`) say what a figure is called, means and is made of. `writing` makes the metrics of
MetricFlow from them, `asking` has MetricFlow write the SQL of a question, `tying` holds the answers against marts,
report and extracts.
"""
