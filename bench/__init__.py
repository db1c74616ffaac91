"""`make bench`: Heng beside the floor, a bare service with hand-written SQL on the same rows."""
