"""The house of Heng: rooms on floors, each importing only from below."""
