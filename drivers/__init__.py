"""A real JupyterLab and a real hub that tests and benchmarks drive."""
