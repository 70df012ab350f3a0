"""Tests of the actions, in the town."""
