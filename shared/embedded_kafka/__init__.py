"""A real Apache Kafka on one machine, from Python packages alone: its jars, its settings, its process."""
