"""How content a customer was, asked once by a link 满意度调查."""
