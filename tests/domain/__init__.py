"""Tests of shipdesk/domain."""
