"""Before anybody leaves: who is asked, who takes the job, what waits, and what becomes of it in the evening."""
