"""Number series: the numbers people quote."""
