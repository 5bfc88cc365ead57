"""What shows that the program does what it says; a package, so that no library's own ``tests`` takes its place."""
