"""Events over Apache Kafka: what ships them there, what reads them, and the topics they travel on."""
