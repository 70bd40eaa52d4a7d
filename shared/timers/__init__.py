"""Due times that are stored with the change they belong to, claimed and fired once."""
