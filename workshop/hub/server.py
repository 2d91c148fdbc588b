"""A learner's server, as `jupyterhub-singleuser` starts it, but faster.

A whole room starts its servers at the same moment, so the time that each spends on imports adds
up.
"""

import sys

# Compiling this package's grammar takes over a second. jsonschema works without it, except that it
# does not check the form of URLs inside JSON documents.
sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]

from jupyterhub.singleuser import main  # noqa: E402

if __name__ == "__main__":
    main()
