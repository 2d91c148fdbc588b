"""A learner's server, as `jupyterhub-singleuser` starts it, but faster.

A whole room starts its servers at one moment, so what each spends on imports adds up.
"""

import sys

# Compiling this package's grammar takes over a second. jsonschema does without it: only URLs
# inside of JSON documents are then not checked for their form.
sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]

from jupyterhub.singleuser import main  # noqa: E402

if __name__ == "__main__":
    main()
