"""`make bench`: every figure beside its reference, measured in the same run. Name some of them to run only those."""

import importlib
import sys

ALL = ("start", "rest", "first_page", "steps", "download", "lists", "shelf", "instance")


def main() -> None:
    for name in sys.argv[1:] or ALL:
        importlib.import_module(f"bench.{name}").main()


if __name__ == "__main__":
    main()
