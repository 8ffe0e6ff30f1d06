"""The room in which many people are taken in, and sign-in sheets typed back."""
