"""`python -m bot` is the command `khupho`."""

from bot.cli import main

raise SystemExit(main())
