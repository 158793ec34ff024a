"""Tests of shipdesk/services."""
