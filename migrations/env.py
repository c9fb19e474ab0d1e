"""What alembic runs: the program gives the connection, inside a transaction of its own (carnet.models.upgrade)."""

from alembic import context

configured = context.config.attributes
context.configure(
    connection=configured["connection"],
    target_metadata=configured["metadata"],
    render_as_batch=True,
    compare_type=True,
    compare_server_default=True,
)
context.run_migrations()
