"""The cache folder now belongs to the kernel; this name stays for those who know it."""

from generators.cache import cache_folder, stored

__all__ = ["cache_folder", "stored"]
