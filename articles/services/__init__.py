"""Writes that touch several models. Nothing here sends a task; views and tasks do that."""
