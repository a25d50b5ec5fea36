"""Tests of the plots: facts about artists and pixels, at the sizes that the window gives them."""
