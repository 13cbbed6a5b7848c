"""Our numbers beside those of other tools: one function a case, each giving Checks."""
