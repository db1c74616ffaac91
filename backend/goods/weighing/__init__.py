"""What the scale says and what the parties settle on."""
