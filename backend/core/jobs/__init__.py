"""Work that waits: jobs of the clock with a ledger of their runs, and one-off jobs in a table.

`clock.every` registers a job of the clock, `queue.does` the doer of a kind of one-off job and
`queue.enqueue` writes such a job into the running transaction. The tables are the truth; the
task queue only wakes a worker up, so a lost or repeated message loses and repeats nothing.
"""
