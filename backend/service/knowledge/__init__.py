"""What was learned about a symptom of a model, checked by somebody else 知识条目."""
