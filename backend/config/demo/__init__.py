"""A believable company to look at: 衡远金属, a copper and zinc trader in Wuxi."""
