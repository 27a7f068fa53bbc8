VENV := .venv
$(VENV)/bin/python:
	python3 -m venv $(VENV)
