"""The contact register 来电来访登记表 (8.2) and the complaints that come through it (8.1)."""
