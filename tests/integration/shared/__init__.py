"""The parts of shared that need a real server."""
