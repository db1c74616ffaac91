"""What has a price: an exchange's contract or a spot source's grade."""
