"""Speed beside named peers: `python -m evals.bench` (`make bench`)."""
