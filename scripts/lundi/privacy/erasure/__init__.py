"""The erasure of people: what is planned, what is taken away and where, and the proof that nothing is left."""
