"""Pages of articles, people, outlets and feeds."""
