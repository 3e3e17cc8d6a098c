"""The generated book: a world, dated events in plot threads, chapters, prose, and a ledger of who is where and named how."""
