"""Needles: what is put into a haystack to be found again, each with a reason to stand there."""
