"""Benchmarks of the explorers and the maths against what people use instead; see RESULTS.md."""
