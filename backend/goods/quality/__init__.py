"""Quality: what goods must measure, what they measured, and what becomes of those that fail."""
