"""Update rules as data, and what is made from them: steps, formulas, pages."""
