"""One door per provider: their HTTP, JSON and words stop here."""
