"""The extension of Jupyter Server."""

from types import SimpleNamespace

from backprop_lib import server


class Connection:
    def __init__(self):
        self.websocket_handler = SimpleNamespace(nodelay=False)
        self.websocket_handler.set_nodelay = lambda on: setattr(
            self.websocket_handler, "nodelay", on
        )

    def connect(self):
        return "connected", self.websocket_handler.nodelay


def test_the_connections_of_the_server_send_without_delay():
    contents = SimpleNamespace(allow_hidden=True)
    settings = {
        "kernel_websocket_connection_class": Connection,
        "contents_manager": contents,
        "another": "setting",
    }
    server._load_jupyter_server_extension(
        SimpleNamespace(web_app=SimpleNamespace(settings=settings))
    )
    changed = settings.pop("kernel_websocket_connection_class")
    assert issubclass(changed, Connection)
    assert changed().connect() == ("connected", True)
    assert settings.pop("contents_manager").allow_hidden is True
    assert settings == {"another": "setting"}


def test_jupyter_finds_the_extension():
    assert server._jupyter_server_extension_points() == [{"module": "backprop_lib.server"}]
