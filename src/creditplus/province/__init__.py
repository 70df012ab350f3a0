"""What the province says for everybody: its divisions, its catalogue of records, the numbers and words of the guardrails."""
