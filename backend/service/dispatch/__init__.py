"""Who goes where and when: suggestions that explain themselves, and the board."""
