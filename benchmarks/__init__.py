"""Benchmarks: rows per second and the ratio to a physical floor measured in the same run. Run with `make bench`; never part of the tests."""
