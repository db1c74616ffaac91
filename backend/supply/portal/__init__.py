"""Portal 外部门户: the people of suppliers and mills who work in this house's papers."""
