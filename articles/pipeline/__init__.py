"""From bytes an outlet or reader sent to what is stored: feeds, articles, decisions. Pure."""
