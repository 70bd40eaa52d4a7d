"""What can be asked of days and conduct."""
