"""What somebody is to do by when, and what counts as having done it 任务."""
