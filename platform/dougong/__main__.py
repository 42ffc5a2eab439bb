"""`python -m dougong` is `dougong`."""

from dougong.cli import main

if __name__ == "__main__":
    main()
