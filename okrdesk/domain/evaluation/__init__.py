"""Evaluation: rule packs, the score they make of a person's work, and the way to an approval."""
