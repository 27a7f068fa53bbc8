"""`python -m amends` is the same as `amends`."""

from amends.cli.entry import main

if __name__ == "__main__":
    main()
