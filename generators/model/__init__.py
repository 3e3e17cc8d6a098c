"""A model at the other end: endpoints, the scheduler that asks them, the store that keeps what they said, the meter that counts it."""
