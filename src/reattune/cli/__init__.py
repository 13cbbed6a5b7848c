"""The commands: arguments in, study called, words out. One file per command, no logic."""
