"""The rules of dispatch: plain Python that is given the time and the policy and returns what happened."""
