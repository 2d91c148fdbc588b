"""Pictures that an explorer draws ahead, against those that it shows later."""

import json


def check_drawn_ahead(explorer, places):
    """Check that drawing ahead changes nothing, and draws what each place shows later.

    Each place is the number of a stop of one control, by its name.
    """
    before = explorer._shown
    frames = [json.loads(json.dumps(shown)) for shown, _ in explorer.frames(places)]
    explorer.update()
    assert explorer._shown == before
    for place, frame in zip(places, frames, strict=True):
        ((name, at),) = place.items()
        explorer.reset()
        explorer.controls[name].value = explorer.controls[name].places[at]
        shown = json.loads(json.dumps(explorer._shown))
        assert {part: shown[part] for part in frame} == frame
