"""Who is visited, by whom, and what has happened: frozen values on the standard library alone."""
