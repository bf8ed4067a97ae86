"""The control API: play the people, watch what happens, order troubles, move the clock."""
