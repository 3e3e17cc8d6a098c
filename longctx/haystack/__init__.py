"""Long texts as haystacks: reading the user's files, finding chapters and sentence edges, cutting windows of an exact length."""
