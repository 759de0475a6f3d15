"""A catalogue of the lines for a person who looks things up: an index, and pages served from it."""
