"""Intake 线索接入: forms strangers fill in, and the rules by which leads find somebody to call."""
