"""Load and save intake's things; the only place with SQL beside the lists."""
