"""Goods come in: announced, weighed, inspected and put into stock."""
