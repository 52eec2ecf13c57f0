"""Pages of the course: what is claimed, the run that shows it, and the numbers of that run."""
