"""Goods under way: carriers, bookings, customs, tracking, proof of delivery, what it costs."""
