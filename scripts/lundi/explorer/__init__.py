"""The page that people open on Monday: one HTML file with two years of weekly sales, to filter and to drill into."""
