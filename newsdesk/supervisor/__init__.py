"""Runs the whole desk on one machine: database, web server, worker and beat.

`make run` is `python -m newsdesk.supervisor run`. Nothing here imports Django; the parts that
do are processes of their own.
"""
