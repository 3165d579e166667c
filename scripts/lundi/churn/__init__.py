"""Churn risk: a logistic regression on the customers' features, held against a later week before it is written down."""
