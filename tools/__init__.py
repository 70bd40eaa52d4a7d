"""Programs for developers: generators and checks."""
