"""What the group knows: records declared once, and pure rules over them. No session, no Qt."""
