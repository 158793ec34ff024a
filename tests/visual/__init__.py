"""The window as it is seen: pictures of every page, and words that no reader could read whole."""
