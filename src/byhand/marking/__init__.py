"""Marking homework: reading answers, judging every line, naming the mistake."""
