"""Every page of the window with sample data, light and dark, drawn with one command so that somebody looks at them."""
