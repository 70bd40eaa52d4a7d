"""What things cost: the tariff, price lists, and the lines of quotes and bills."""
