"""The version that package and library must share, and the number of the C interface between them."""

__version__ = "0.2.0"

INTERFACE = 1
