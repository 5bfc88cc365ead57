"""What the words mean: frozen values and pure functions; no files, SQL, Qt, clock or randomness."""
