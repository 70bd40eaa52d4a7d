"""Loaners 代用机: the units, and each loan of one."""
