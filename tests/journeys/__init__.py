"""Journeys: the real window in a person's hands, against the real simulator."""
