"""The days a market is open."""
