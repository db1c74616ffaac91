"""Outsourced processing 委外加工: metal at a mill, what came back of it, and what it cost."""
