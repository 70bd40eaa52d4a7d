"""Money in hands: the ledger, the cash of each person, deposits."""
