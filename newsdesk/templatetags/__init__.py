"""Small tags and filters that the templates share."""
