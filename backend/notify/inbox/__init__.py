"""What a person should read."""
