"""The essay's claims as contrasts that may fail, and the evidence the model is held against."""
