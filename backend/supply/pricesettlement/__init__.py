"""The final price of a purchase 采购价格结算, and what it does to lots received before it."""
