"""The kernel of Bullseye: everything the four modules share, and nothing about any of them."""
