"""Selectors that say where a note belongs, and the ladder that finds the place. Pure."""
