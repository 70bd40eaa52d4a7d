"""The command `aftersales`: runs the services and looks into them."""
