"""How a price is found from quotes, terms and calendars."""
