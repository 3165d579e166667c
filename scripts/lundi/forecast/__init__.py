"""Next week's sales by edition and department, with a band that holds four weeks of five; no figure is replaced."""
