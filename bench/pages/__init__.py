"""Pages on a throwaway database as large as an organisation can be."""
