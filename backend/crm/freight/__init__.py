"""Freight cards 运价卡 and cost profiles 费用方案: what it takes to bring goods to a buyer."""
