"""The experiments of the course, one file each: a run, and the page that tells it."""
