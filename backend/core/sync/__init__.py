"""Reading the event log from outside: the change feed of devices, the timeline of people."""
