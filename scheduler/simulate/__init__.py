"""A year in seconds: an office in memory that the real pass looks after on a virtual clock.

    office = VirtualOffice(OfficeFacts(...))     plain values, no database
    await run(office, first, last, events)       the pass, the sender and what people do
    office.messages, office.duties, ...          what came of it, to be read

`office.py` remembers, `ledger.py` is the scheduler's port to it, `sender.py` says what is queued,
`acts.py` are the things people do, `script.py` the events of a script, `run.py` moves the clock,
`noise.py` counts what each person would hear. Nothing here decides: that is `scheduler.rules`.
"""
