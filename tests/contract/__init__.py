"""Every documented operation of every service, against every way in which it can go wrong."""
