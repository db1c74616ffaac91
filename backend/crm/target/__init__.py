"""A sales target 销售目标: what a person, a unit or a product is to bring in a period."""
