"""Reads notes as other programs write them. Pure: bytes in, :class:`Incoming` out."""
