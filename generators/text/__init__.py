"""Chinese and English running text: sentences, lengths, scripts, punctuation. Stdlib only."""
