"""For ``scrapyd-deploy``, which builds eggs by it; all there is to say is in pyproject.toml."""

from setuptools import setup

setup()
