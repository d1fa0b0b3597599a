"""Parts of the page: Dutch strings, records to escaped HTML, and the three tabs."""
