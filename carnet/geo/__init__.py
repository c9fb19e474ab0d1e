"""Communes, distances, territories."""
