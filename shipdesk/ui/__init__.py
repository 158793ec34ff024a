"""The window: pages that emit a person's intent, and presenters that await the services."""
