"""The service card 售后服务联系卡: what it says, how it is sealed, what of it is personal."""
