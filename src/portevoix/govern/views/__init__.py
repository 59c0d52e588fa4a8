"""Pages of trust: the charter, the switches, the desk's register and safeguards."""
