"""One editor for each family of kinds; `editor_for` picks it by what the attribute's kind says."""
