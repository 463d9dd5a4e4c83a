"""Tags and filters that only pages of articles and people use."""
