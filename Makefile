# Every target sets up what it needs first (tools/bootstrap.sh); `make help` lists them.
.DEFAULT_GOAL := help
.PHONY: help demo run test check bench-find bench-import bench-start bench-loop bench-vault bench-exchange bench-table lock build clean
BIN := .venv/bin
UV_COMPILE = $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command "make lock" $(UPGRADE)

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z][a-z-]*:.*## / { printf "%-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## Open the window on a throw-away demonstration; with no display, picture it in var/demo
	@tools/bootstrap.sh run
	@tools/demo.sh

run: ## Start carnet; ARGS="find rhumato" passes a command
	@tools/bootstrap.sh run
	@$(BIN)/carnet $(ARGS)

test: check ## Check, then run every test (non-interactive, under 10 minutes on two cores)
	@# The ci profile draws the same examples each time and sets no deadline: one verdict, on a busy machine too.
	$(BIN)/pytest -n 2 --hypothesis-profile=ci </dev/null

check: ## Lint, format, types and the arrows between rooms, without tests
	@tools/bootstrap.sh test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench-find: ## Time a keystroke on a book and 2.2 million rows, beside one hand-written statement (long the first time)
	@tools/bootstrap.sh bench
	$(BIN)/python -m bench.bench_find $(ARGS)

bench-import: ## Time and weigh the import of 2.2 million rows beside the sqlite3 shell's bare import
	@tools/bootstrap.sh bench
	$(BIN)/python -m bench.bench_import $(ARGS)

bench-start: ## Time the window and its first results, and weigh it, beside a bare PySide6 window
	@tools/bootstrap.sh bench
	$(BIN)/python -m bench.bench_start $(ARGS)

bench-loop: ## Time « À suivre » and a card's history in a book of 50 000 referrals
	@tools/bootstrap.sh bench
	$(BIN)/python -m bench.bench_loop $(ARGS)

bench-vault: ## Time a search on the vault beside the same on plain SQLite
	@tools/bootstrap.sh bench
	$(BIN)/python -m bench.bench_vault $(ARGS)

bench-exchange: ## Time an import of 5 000 cards, review, writing and undo, beside vobject's parse alone
	@tools/bootstrap.sh bench
	$(BIN)/python -m bench.bench_exchange $(ARGS)

bench-table: ## Time the table of 5 000 cards: opening, sorting, filtering, beside raw SQL on the same file
	@tools/bootstrap.sh bench
	$(BIN)/python -m bench.bench_table $(ARGS)

lock: ## Pin every dependency with its hashes; UPGRADE=--upgrade takes newer releases
	@tools/bootstrap.sh test
	$(UV_COMPILE) --extra dev pyproject.toml -o requirements/dev.txt
	$(UV_COMPILE) -c requirements/dev.txt pyproject.toml -o requirements/run.txt
	$(UV_COMPILE) -c requirements/dev.txt requirements/build.in -o requirements/build.txt

build: ## Build the stand-alone program, dist/carnet/carnet (PyInstaller, one folder)
	@tools/bootstrap.sh build
	$(BIN)/pyinstaller --noconfirm --clean --log-level WARN build.spec

clean: ## Remove what the other targets made, .venv included
	rm -rf .venv build dist var .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
