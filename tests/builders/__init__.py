"""What tests need to build: running services, envelopes, people."""
