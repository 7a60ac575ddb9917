"""Tests that start the whole program, as a person would."""
