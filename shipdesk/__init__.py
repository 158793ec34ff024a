"""ShipDesk: one window in which a small business ships."""
