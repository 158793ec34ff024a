"""SQLite and the keyring: the only SQL and the only secrets at rest."""
