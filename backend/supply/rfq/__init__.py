"""Requests for quotation 询价: invite, collect open or sealed quotes, compare, award."""
