"""Reading a user's documents: files to text, text to blocks, blocks to sentences, offsets kept all the way."""
