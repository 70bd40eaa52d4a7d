"""What comes in: customers, their equipment, tickets until closed, and what is free and in warranty."""
