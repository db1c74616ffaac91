"""What lies there is counted against the books 盘点."""
