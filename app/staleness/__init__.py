"""Which traces speak of what is no longer current, and how warm each is by the use that helped."""
