"""Canonical text, spans over it, how they are drawn, and how revisions compare. Pure."""
