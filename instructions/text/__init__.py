"""Reading a text once: the shared record that every constraint looks things up in. Stdlib only at import."""
