"""What is looked at afterwards: the days of each technician, the cash he carries, and conduct (5.9, 7)."""
