"""The main store 总库: products and parts as counts that only movements change."""
