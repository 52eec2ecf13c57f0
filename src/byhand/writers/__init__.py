"""The formats: one file each, none knows another; a page goes in, files come out."""

from byhand.writers.writers import WRITERS as WRITERS
from byhand.writers.writers import Writer as Writer
from byhand.writers.writers import writer_for as writer_for
