"""What puts the rooms together: settings, addresses, the API, the back office and the launcher."""
