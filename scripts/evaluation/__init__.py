"""How well the search finds what is there, by questions whose answers are known."""
