"""The window: Qt, one folder per room, talking to app.services and app.records only."""
