"""The Zalo Bot Platform as our service sees it. What nobody has documented is marked as a guess."""
