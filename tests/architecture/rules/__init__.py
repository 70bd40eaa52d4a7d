"""The shape of the repository as functions over a tree: each returns its offences, one sentence each."""
