"""A small shipping world on 127.0.0.1: three services, as a real server, over one clock."""
