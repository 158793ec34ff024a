"""Labels to paper: drawn, read back, placed, printed to real queues and files."""
