"""What customers owe, pay, and get back."""
