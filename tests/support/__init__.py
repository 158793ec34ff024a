"""Real parts that tests start for themselves: printers, screens, key stores."""
