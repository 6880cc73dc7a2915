"""The WSGI entry point: `gunicorn -c app/gunicorn.py wsgi:app`."""

from app import create_app
from app.core.logging import configure_logging
from app.core.settings import load_settings
from app.core.tracing import configure_tracing
from app.indexing.compatibility import require_fitting_index
from app.wiring import wire

_settings = load_settings()
configure_logging(_settings.log_level)
configure_tracing("api")
_services = wire(_settings)
require_fitting_index(_services.database, _services.vector_space)
app = create_app(_services)
