"""How events travel: log, sequencer, feed, consumer, parking, envelope."""
