"""Sums of the metals trade on plain values: no database, no clock, no settings.

Quantities are tonnes, prices are per tonne, money is in the contract's currency. Percentages
are ratios (0.13) unless a name ends in `percent`. Every figure is a Decimal.
"""
