"""Tests of ShipDesk; the folders mirror the package."""
