"""Bundles handed over and taken in: files, folders, codes, and advice on what to do next."""
