"""What keeps records as their definitions want them, in the background or when asked."""
