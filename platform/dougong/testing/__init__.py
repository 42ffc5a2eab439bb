"""What proves a pack: the conformance suite (dougong.testing.conformance) and its scenarios (dougong.testing.play)."""
