"""The exception tree.

KhuphoError
├── UserError            what the person running the program can mend; shown as one line, exit code 1
│   ├── SettingsError    a missing or wrong setting
│   └── KnowledgeError   the knowledge folder cannot be served; carries every problem found
└── (anything else is a bug: traceback, exit code 2)
"""


class KhuphoError(Exception):
    """Base of every error this program raises on purpose."""


class UserError(KhuphoError):
    """Something the person running the program can mend; its message says how."""


class SettingsError(UserError):
    """A setting is missing or wrong."""
