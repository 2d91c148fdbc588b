"""The article's example, which the whole course starts from, and its second weight."""

X = 1.5
"""Input."""
Y = 0.5
"""Target."""
W = 0.8
"""Weight to start from."""
LR = 0.1
"""Learning rate."""

W1, W2 = 1.6, 0.5
"""Two weights in a chain with the article's output: 1.6 · 0.5 = 0.8 (notebook 05)."""
