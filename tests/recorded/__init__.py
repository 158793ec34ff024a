"""Recorded answers of the services, read by the program's own code, so that no key is lost."""
