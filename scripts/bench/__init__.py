"""`make bench`: how fast the whole is, each figure beside the bare parts it is made of."""
