"""Reading: values in people's words and in answers, taken back to plain data. Shares no code with what wrote them; standard library only."""
