"""THE NUMBERS: evaluating programs in floats, exact fractions or many digits."""
