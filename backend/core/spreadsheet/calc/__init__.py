"""What a file is and what its cells mean, without a database."""
