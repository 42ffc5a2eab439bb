"""Sessions on either database, over the driver itself: links, pools, the driver's errors in our words."""
