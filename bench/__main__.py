"""`python -m bench`: load, visit both sides in turn, print the table, write var/bench.json."""

import os
import sys
import time

START = time.monotonic()


def main() -> int:
    """This will run the whole benchmark; it returns 1 when a goal is missed under --strict."""
    from bench import services
    from bench.sizes import SIZES

    address, is_kept = services.open_database()
    os.environ["DATABASE_URL"] = address
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.config.settings")
    _prepare(is_kept)
    services.note_loaded(address, SIZES.mark())
    with (
        services.serve("heng", "backend.config.wsgi:application", address=address) as heng,
        services.serve("floor", "bench.floor:application", address=address) as floor,
    ):
        missed = _measure(heng, floor, postmaster=services.postmaster(address))
    return 1 if missed and "--strict" in sys.argv else 0


def _prepare(is_kept: bool) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from bench import load

    if is_kept:
        load.rewind()
        return
    _say("making the tables")
    call_command("migrate", verbosity=0, interactive=False, run_syncdb=True)
    call_command("createcachetable", verbosity=0)
    _say("loading")
    load.load()


def _measure(heng: object, floor: object, *, postmaster: int) -> bool:
    import orjson

    from backend.config import embedded
    from bench import (
        comparing,
        dispatching,
        drive,
        importing,
        inside,
        load,
        machine,
        marking,
        oversell,
        recycling,
        services,
        table,
        ticketing,
        tracing,
        works,
    )
    from bench.services import Service
    from bench.sizes import SIZES

    assert isinstance(heng, Service)
    assert isinstance(floor, Service)
    token = load.token()
    rows = []
    for work in works.all_works(token, lead=load.token(load.LEAD)):
        _say(work.name)
        rows.append(drive.measure(work, heng, floor, postmaster=postmaster))
        _say(table.line(rows[-1]))
    _say("64 clients and too little stock")
    fair = oversell.check(heng, token=token)
    memory = {s.name: [machine.memory(pid) for pid in s.workers()] for s in (heng, floor)}
    _say("functions")
    rows += inside.rows()
    rows += comparing.rows()
    rows += marking.rows()
    rows += tracing.rows()
    rows += ticketing.rows()
    rows += dispatching.rows()
    _say("recycling")
    beside = [recycling.words(), dispatching.statements()]
    if SIZES.imported:
        _say("import")
        services.note_loaded(os.environ["DATABASE_URL"], "")
        imported, words = importing.row()
        rows.append(imported)
        beside.append(words)
    print(f"\n{table.sizes()}\n\n{table.text(rows)}\n")
    print("\n".join(table.memory(name, found) for name, found in memory.items()))
    print(f"64 clients: {fair}; ledger equals balance", *beside, sep="\n")
    report = {
        "sizes": table.sizes(),
        "rows": [row.plain() for row in rows],
        "memory": {name: [vars(one) for one in found] for name, found in memory.items()},
        "oversell": fair,
        "beside": beside,
    }
    path = embedded.var() / "bench.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(orjson.dumps(report, option=orjson.OPT_INDENT_2))
    return not all(row.is_met for row in rows)


def _say(sentence: str) -> None:
    print(f"bench: {time.monotonic() - START:5.0f} s  {sentence}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
