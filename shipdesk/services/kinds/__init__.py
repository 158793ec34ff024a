"""One module per kind of durable operation: its steps, and what its outcome changes here."""
