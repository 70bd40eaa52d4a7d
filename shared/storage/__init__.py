"""How a change reaches PostgreSQL: collected by one work, written in one statement with others."""
