"""axe-core finds what is wrong, and only where it is asked to look."""

import pytest

_PICTURE = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA="
_PAGE = f"""<!DOCTYPE html><html lang="en"><title>A page</title><main>
<div id="wrong"><img src="{_PICTURE}"><button></button></div>
<div id="right"><img src="{_PICTURE}" alt="a dot"><button>Reset</button></div>
</main></html>"""


@pytest.fixture
def page(browser):
    page = browser.new_page()
    page.set_content(_PAGE)
    yield page
    page.close()


def test_a_violation_is_found_only_where_axe_is_asked_to_look(page, axe):
    assert [found.partition(":")[0] for found in axe(page, "#wrong")] == [
        "button-name",
        "image-alt",
    ]
    assert axe(page, "#right") == []
    assert len(axe(page, "#right", "#wrong")) == 2
    with pytest.raises(AssertionError, match="#neither"):
        axe(page, "#neither")
