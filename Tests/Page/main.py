"""Runs the tests of the page: python3 Tests/Page/main.py [--screenshots DIR] [NAME ...]"""

import argparse
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import case  # noqa: E402


def chosen(suite, names):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from chosen(test, names)
        elif not names or any(name in test.id() for name in names):
            yield test


def main():
    parser = argparse.ArgumentParser(description="Checks the page in a real browser.")
    parser.add_argument("--screenshots", metavar="DIR", help="write what was seen into a folder")
    parser.add_argument("names", nargs="*", help="only tests whose names contain one of these")
    arguments = parser.parse_args()
    case.screenshots = arguments.screenshots and pathlib.Path(arguments.screenshots)
    if case.screenshots:
        case.screenshots.mkdir(parents=True, exist_ok=True)
    found = unittest.defaultTestLoader.discover(str(pathlib.Path(__file__).parent), pattern="test_*.py")
    try:
        result = unittest.TextTestRunner(verbosity=2).run(
            unittest.TestSuite(chosen(found, arguments.names)))
    finally:
        case.close()
    sys.exit(0 if result.wasSuccessful() and result.testsRun > 0 else 1)


if __name__ == "__main__":
    main()
