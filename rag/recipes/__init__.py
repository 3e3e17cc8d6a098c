"""One file per behaviour. A new recipe is one file here and its bank file in each language."""
