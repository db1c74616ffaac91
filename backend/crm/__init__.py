"""The sale, from the first lead to the last payment."""
