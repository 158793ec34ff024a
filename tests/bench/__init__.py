"""Figures of the real program against a floor measured in the same run; asserts nothing."""
