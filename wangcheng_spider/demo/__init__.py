"""The sample site: a small, deterministic portal of our own, for tests, demo and benchmarks."""
