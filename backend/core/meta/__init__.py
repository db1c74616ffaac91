"""What a client needs to draw screens: documents, states, verbs and lists, in words."""
