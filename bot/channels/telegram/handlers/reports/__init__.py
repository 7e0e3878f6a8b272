"""Reports: written, followed by their authors, answered in the committee chat."""
