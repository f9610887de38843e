"""The reading page: one article whole, with the excerpt highlighted, behind links that expire."""
