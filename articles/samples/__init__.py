"""Invented outlets that the desk can serve itself, so that a first visit finds news.

The stories come in as anybody's would: by feed, over HTTP, through the same pipeline.
`README.md` beside this file says who is who in the country they are about.
"""
