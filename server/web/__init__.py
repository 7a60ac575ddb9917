"""Routes, cards and pages."""
