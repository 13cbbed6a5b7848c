# For developers. The same commands run in .ci/run.

# format, lint, types, floors
check:
    uv run ruff format --check .
    uv run ruff check .
    uv run mypy
    uv run lint-imports

# all tests
test:
    uv run pytest

# mend what can be mended by itself
fix:
    uv run ruff check --fix .
    uv run ruff format .

# write the pins again after a change of dependencies
lock:
    uv lock
    uv export --frozen --no-emit-project --no-header --format requirements-txt -o requirements.lock

# how fast each reader is
bench:
    uv run python benchmarks/readers.py
