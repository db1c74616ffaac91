"""What a supplier or mill owes us is set against what we owe it 抵账."""
