"""Domains: one environment a file."""
