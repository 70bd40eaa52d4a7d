"""What clocks are reckoned with: calendars, pauses, what was told; and reckoning for others."""
