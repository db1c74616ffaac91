"""A company or person we deal with, one row whatever its roles."""
