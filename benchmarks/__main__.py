"""Run all benchmarks, one after the other: `python -m benchmarks`."""

from . import boundary, descent_grid, environment, from_nothing, page, slider_to_pixels, soak, start

for circumstances in slider_to_pixels.CIRCUMSTANCES:
    slider_to_pixels.main(["--in", circumstances])
page.main()
boundary.main()
soak.main([])
descent_grid.main()
start.main()
environment.main()
from_nothing.main()
