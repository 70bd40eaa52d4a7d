"""Lists of billing, narrowed by what people look for, straight from tables to views."""
