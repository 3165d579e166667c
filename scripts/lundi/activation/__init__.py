"""What platforms outside are sent of people: the marketing platform's addresses, change by change, and wishes."""
