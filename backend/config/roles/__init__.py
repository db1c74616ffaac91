"""The roles a new house begins with: who may do what, how far, and which closed fields they see.

`manage.py seed_roles` writes them out as explicit grants, which the company then edits.
"""

from backend.config.roles import buying, office, selling, service
from backend.config.roles.base import RoleSeed

ROLES = (*office.ROLES, *selling.ROLES, *buying.ROLES, *service.ROLES)

__all__ = ["ROLES", "RoleSeed"]
