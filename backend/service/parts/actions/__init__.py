"""What is done with spare parts; one module for each document."""

from backend.service.parts.actions import back, claims, ending, fit, road, vans

__all__ = ["back", "claims", "ending", "fit", "road", "vans"]
