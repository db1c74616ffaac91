"""Grammar and sockets that every room above stands on."""
