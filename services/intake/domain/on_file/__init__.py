"""What is kept about customers: how it is written, found, brought in, and taken away again."""
