import struct

from byhand.typeset import svg_to_pdf, svg_to_png

SQUARE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="72pt" height="36pt" viewBox="0 0 72 36">'
    '<rect width="10" height="10" fill="#f00"/></svg>'
)


def test_the_page_is_as_large_as_the_picture():
    width, height = struct.unpack(">II", svg_to_png(SQUARE, ppi=144)[16:24])
    assert (width, height) == (144, 72)
    assert b"72" in svg_to_pdf(SQUARE)


def test_the_background_is_white_or_absent():
    assert svg_to_png(SQUARE, background="transparent") != svg_to_png(SQUARE)


def test_a_pdf_is_the_same_every_time():
    assert svg_to_pdf(SQUARE) == svg_to_pdf(SQUARE)
    assert b"CreationDate" not in svg_to_pdf(SQUARE)
