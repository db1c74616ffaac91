"""What a good salesperson does when, as rules that open tasks 销售打法."""
