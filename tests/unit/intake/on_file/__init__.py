"""What is kept about customers, as tables and algebra."""
