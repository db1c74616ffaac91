"""The settlement statement 结算单: final weight, final price, what is still due."""
