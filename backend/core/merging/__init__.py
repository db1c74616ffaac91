"""Companies that are on file twice: finding them, making them one, and taking that back."""
