"""What `bench.links` runs beside the product."""
