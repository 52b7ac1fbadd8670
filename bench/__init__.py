"""TeleKAT's own benchmark: `python -m bench`, or `make bench`.

Every figure stands beside the ceiling measured in the same run: a bare python-socketio server of the same async mode
that stores nothing, knows nobody and sends one frame less per message. The two take turns, so that a busy machine
slows both, and the median of the turns is shown. Read the ratio; the rates are this machine's.

saturation: 50 rooms of two, 64 messages under way at any time. steady: 100 messages a second. slow commits: saturation
with every commit of TeleKAT held up by 20 ms, as on a slow disk (TELEKAT_BENCH_COMMIT_DELAY_MS), while somebody types;
the ceiling has no disk to wait for. forms: 100 answers a second by two hands on each of 50 forms, until the other side
has them and a clinician the alert; the ceiling knows no forms. idle: 5,000 sockets that only answer pings.
What has a fixed bound instead, rooms and growth, is described in bench/bounded.py.
"""
