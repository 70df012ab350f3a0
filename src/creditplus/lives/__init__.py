"""What is kept about a resident: records and their changes, joining, the household, kinds switched off, the spendable account."""
