"""The base of every paper: identity, number, owner, version, and the steps of a verb."""
