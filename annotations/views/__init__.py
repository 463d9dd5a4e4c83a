"""The reading page, highlights and notes, shared links."""
