"""What people may ask about their own data: where it lies, all of it in one package, and whether any of it is left."""
