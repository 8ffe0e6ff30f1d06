"""The pieces pages are made of; none of them knows a service, a vault or a room."""
