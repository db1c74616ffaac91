"""Warehouse receipts 仓单: papers that stand for goods in a warehouse."""
