"""The link by which a customer follows a contract 客户链接."""
