"""The article's example, which the whole course starts from."""

X = 1.5
"""Input."""
Y = 0.5
"""Target."""
W = 0.8
"""Weight to start from."""
LR = 0.1
"""Learning rate."""
