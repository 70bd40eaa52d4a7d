"""How an item comes back to its customer, or does not: handed out, exchanged, home by a visit, and the rest."""
