"""Benchmarks on data that no one here wrote, beside the peers: ``python -m benchmarks NAME``."""
