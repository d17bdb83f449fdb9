"""HTTP in: both webhooks, health and metrics."""
