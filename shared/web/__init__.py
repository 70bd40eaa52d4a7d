"""The HTTP door, the same in every service: who asks, what is asked, and how the answer looks."""
