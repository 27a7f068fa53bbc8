"""One message a file. A handler reads, asks the engine or tells it, and answers; it computes nothing."""
