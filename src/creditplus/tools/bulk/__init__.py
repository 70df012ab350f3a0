"""Scores of a whole county at once: the same formula that scores one person, read over columns instead of numbers.

Why a third reader: a county's what-if and the province's nightly re-score touch millions of records. All rules are per
person, so one pure function over a partition of people is enough for one machine and for a hundred.
"""
