"""All runs: the table, the offer of what was interrupted, the reminder of what will be gone, and room on the disk."""
