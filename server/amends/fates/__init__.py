"""What became of each offered fix, read from document changes alone; and repairs made by hand."""
