"""Pictures of quoted words for other sites' previews. Knows no Django and opens no socket."""
