"""What we buy from whom 采购合同: the order, its lines, its terms and its agreed changes."""
