"""THE COMMAND LINE: arguments in, files out, no thinking."""
