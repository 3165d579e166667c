"""The demo retailer: an invented French food retailer, every source and entity of the landing contract."""
