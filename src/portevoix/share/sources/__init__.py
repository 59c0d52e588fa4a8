"""The recruiting systems that tell what became of an application: one file each."""
