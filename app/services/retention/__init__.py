"""What has been kept long enough, and erasing for good."""
