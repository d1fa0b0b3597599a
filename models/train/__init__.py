"""Teach a small English sentence encoder Dutch: data, transplant, training, evaluation, export."""
