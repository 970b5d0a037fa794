"""Answers people give, right and wrong, as data for the tests of the checker."""
