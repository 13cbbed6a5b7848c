"""Arrays in, arrays out: the loops everything else stands on. No people, no files."""
