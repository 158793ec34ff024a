"""Labels to paper: everything but `press` runs in the print process only."""
