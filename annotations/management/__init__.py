"""What a person or program can ask of notes from the command line."""
