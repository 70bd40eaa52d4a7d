"""Invoices 发票: who they are for, how they go out, and their amount in words."""
