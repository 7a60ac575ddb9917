"""The package for Windows: an NSIS setup around the one-folder application."""
