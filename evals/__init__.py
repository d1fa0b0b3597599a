"""The measuring stick: known questions, measures, a baseline and a report; `python -m evals`."""
