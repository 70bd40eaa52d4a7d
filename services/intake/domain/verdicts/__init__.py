"""In warranty or not, free or paid: clauses 2 and 4 as functions of facts."""
