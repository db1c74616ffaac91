"""The keeper: a process that waits until nobody uses an embedded server and then stops it."""

import fcntl
import sys

from backend.config.embedded import server


def keep(name: str) -> None:
    """Wait for the last user of the cluster to go, however it goes, and stop the server."""
    cluster = server.Cluster(name, {})
    with cluster.file("users").open("a") as users:
        fcntl.flock(users, fcntl.LOCK_EX)
        server.stop(cluster)


if __name__ == "__main__":
    keep(sys.argv[1])
