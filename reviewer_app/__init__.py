"""Score educator micro-credential evidence offline and hand decisions over as signed bundles."""

__version__ = "0.1.0"
