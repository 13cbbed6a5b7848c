"""Practice scenes: a person plays the parent; the simulator's child answers."""
