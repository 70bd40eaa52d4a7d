"""Getting a job to a technician."""
