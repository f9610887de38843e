"""Furniture: text on the page that is not the story. Structure first, words second, precision above all."""
