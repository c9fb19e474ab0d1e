"""Parts of the demonstration's generator: names, the cast written by hand, the crowd, the year, the register."""
