"""All benchmarks, one after the other: `python -m benchmarks`."""

from . import descent_grid, slider_to_pixels, start

slider_to_pixels.main([])
descent_grid.main()
start.main()
