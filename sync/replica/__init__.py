"""One device's copy of the group: taking in, applying, acknowledging, keys of circles."""
