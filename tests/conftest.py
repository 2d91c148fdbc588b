"""What holds for all tests."""

from pathlib import Path

BROWSER = Path(__file__).parent / "browser"


def pytest_collection_modifyitems(items):
    """Run the browser tests last: Playwright keeps an event loop running from its start on."""
    items.sort(key=lambda item: BROWSER in item.path.parents)
