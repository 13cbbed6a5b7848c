"""The local web app: one server on 127.0.0.1, its guard, its pages. Knows requests, no measures."""
