"""Quotes: what every courier wants for a parcel, typed freely or of the selected order."""
