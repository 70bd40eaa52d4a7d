"""Contracts and every call we owe a customer: nobody is forgotten."""
