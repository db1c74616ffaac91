"""Files that people attach to papers: checked by content, images made anew, stored by setting."""
