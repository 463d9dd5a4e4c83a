"""Learning the weights of :mod:`articles.quotes` from stories whose speakers are marked.

Nothing here is needed to read an article: the weights that come out are
``articles/quotes/weights.json``.
"""
