"""What the world says metal is worth."""
