"""What every service answers beside its own business: health, policy, audit trail, clock."""
