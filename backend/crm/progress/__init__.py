"""How far what a contract line promises has been made 生产进度."""
