"""What is done with the contact register and with complaints as they come in."""
