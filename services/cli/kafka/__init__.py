"""Commands around Kafka: its topics, the embedded broker, and five services in processes of their own over it."""
