"""Hard cases for the quotation finder: tables of text with every span and speaker it holds."""
