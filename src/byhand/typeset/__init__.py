"""The typesetter: Typst source to pages, formulas to small vector pictures."""

from byhand.typeset.convert import svg_to_pdf as svg_to_pdf
from byhand.typeset.convert import svg_to_png as svg_to_png
from byhand.typeset.engine import font_rules as font_rules
from byhand.typeset.engine import pdf as pdf
from byhand.typeset.engine import png_pages as png_pages
from byhand.typeset.engine import svg_pages as svg_pages
from byhand.typeset.fonts import cjk_family as cjk_family
from byhand.typeset.fonts import font_file as font_file
from byhand.typeset.fonts import font_folders as font_folders
from byhand.typeset.fonts import needs_cjk as needs_cjk
from byhand.typeset.formulas import Formula as Formula
from byhand.typeset.formulas import formulas as formulas
from byhand.typeset.formulas import sprite as sprite
