"""Use cases: what can be done at the desk, without windows, SQL or HTTP."""
