"""The rules of dispatch, as tables a business person could check."""
