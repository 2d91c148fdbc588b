"""The article's values, which every explorer starts from."""

X, Y, W, LR = 1.5, 0.5, 0.8, 0.1
