"""Plots in the theme's colours: each can be zoomed, read by keyboard, copied as a table, and saved as SVG or PNG."""
