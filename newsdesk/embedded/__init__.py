"""The parts a single machine needs and need not install: PostgreSQL and a queue in it.

`environment` is a leaf that settings read; `postgres` drives the server, on `home` (where
its files live and who runs it) and `cluster` (how a data folder is made); `guardian` outlives
whoever started a server, so that none is left behind. Nothing here imports Django.
"""
