"""The CommonTrace server. `create_app` puts the rooms together."""

from collections.abc import Collection, Mapping
from functools import partial
from typing import Any

from flask import Flask
from flask_smorest import Api

from app.accounts import commands as account_commands
from app.accounts import metering, usage
from app.accounts import plans as account_plans
from app.accounts import service as accounts
from app.accounts.recent import RecentKeys
from app.blueprints import BLUEPRINTS
from app.checks import checks
from app.context import routes as context_routes
from app.context.counting import Ruler
from app.context.service import Context
from app.core import metrics
from app.core.http import admin, auth, limits
from app.core.http.addresses import register_address_limits
from app.core.http.description import Refusals, register_refusals, security_schemes
from app.core.http.health import Warmth, register_health
from app.core.http.json import OrjsonProvider
from app.core.http.origins import register_origins
from app.core.http.pages import register_pages
from app.core.http.problems import ProblemOut, register_error_handlers
from app.core.http.requests import register_request_hooks
from app.core.principal import Principal
from app.core.settings import Settings
from app.indexing.drift import DriftCollector
from app.indexing.live import LiveIndexCache
from app.indexing.near import NearestTraces
from app.outbox.metrics import OutboxCollector
from app.retrieval import counting, misses
from app.retrieval import routes as retrieval_routes
from app.retrieval.reranking import Reranking
from app.retrieval.service import Retrieval
from app.traces import routes as trace_routes
from app.traces import trend_routes, use
from app.traces.duplicates import DuplicateCheck
from app.traces.trends import RecentTrends
from app.wiring import EXTENSION, LIMITER_TIMEOUT_S, Services

API_VERSION = "1"


class _Api(Api):
    """Errors are ours alone: problem documents for every kind."""

    ERROR_SCHEMA = ProblemOut
    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_error_handlers(self) -> None:
        pass


def create_app(services: Services) -> Flask:
    """The WSGI application over connected parts. Starts warming up the index in the background."""
    app = Flask(__name__, static_folder=None)
    app.json = OrjsonProvider(app)
    app.config.update(
        API_TITLE="CommonTrace",
        API_VERSION=API_VERSION,
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/",
        OPENAPI_JSON_PATH="openapi.json",
        API_SPEC_OPTIONS=_description(services.settings.api_key_header_name),
    )
    register_request_hooks(app)
    register_error_handlers(app)
    limits.register_limit_headers(app)

    live = LiveIndexCache(services.database, services.settings.index_prefix)
    app.extensions[trend_routes.EXTENSION] = RecentTrends(services.database)
    reranking = Reranking(services.database, services.reranker) if services.reranker else None
    retrieval = Retrieval(services.database, services.elasticsearch, services.embedder, live, reranking=reranking)
    app.extensions[EXTENSION] = services
    app.extensions[trace_routes.EXTENSION] = _duplicate_check(services, live)
    app.extensions[retrieval_routes.EXTENSION] = retrieval
    settings = services.settings
    context = Context(
        services.database,
        retrieval,
        services.embedder,
        Ruler(services.token_counter, settings.context_token_margin),
        settings.context_deadline_ms / 1000,
    )
    app.extensions[context_routes.EXTENSION] = context
    app.extensions[auth.AUTHENTICATE] = _authenticator(services)
    app.extensions[auth.HEADER] = services.settings.api_key_header_name
    _limit(app, services)
    _register_counters(services)
    app.cli.add_command(account_commands.plans)

    api = _Api(app, spec_kwargs={"extra_plugins": [Refusals()]})
    register_refusals(api.spec)
    for blueprint in BLUEPRINTS:
        api.register_blueprint(blueprint)
    _limit_addresses(app, settings, security_schemes(api.spec))
    token = services.settings.admin_dashboard_token
    app.extensions[admin.EXTENSION] = token.get_secret_value() if token else None
    outbox_metrics = OutboxCollector(services.database)
    drift_metrics = DriftCollector(services.database)
    register_origins(app, settings.cors_allowed, settings.api_key_header_name)
    register_pages(app, lambda: metrics.render(outbox_metrics, drift_metrics))
    register_health(app, checks(services), frozenset({"database", "redis"}), Warmth(partial(_warm, retrieval, context)))
    return app


def _warm(retrieval: Retrieval, context: Context) -> None:
    context.warm()
    retrieval.warm()


def _description(header: str) -> dict[str, Any]:
    scheme = {"type": "apiKey", "in": "header", "name": header}
    admin_scheme = {"type": "apiKey", "in": "header", "name": admin.HEADER}
    return {
        "info": {"description": "Shared memory for coding agents. Directions for agents: /llms.txt"},
        "components": {"securitySchemes": {"key": scheme, "admin": admin_scheme}},
        "security": [{"key": []}],
    }


def _authenticator(services: Services) -> auth.Authenticate:
    def look_up(presented: str) -> Principal:
        with services.database.reading() as session:
            return accounts.authenticate(session, services.settings.peppers, presented)

    gate = services.settings.contribution_gate
    recent = RecentKeys(look_up)

    def authenticate(presented: str, writes: bool) -> Principal:
        # Who has just been let in contributes at once.
        principal = recent(presented, lambda one: not writes or gate == accounts.OPEN or one.is_admitted)
        services.deferred.count(accounts.KEY_USED, principal.key_id)
        return principal

    return authenticate


def _limit(app: Flask, services: Services) -> None:
    settings = services.settings
    plans = account_plans.load(
        settings.plans_file or account_plans.FILE,
        free_reads_per_minute=settings.rate_limit_read_per_minute,
        free_writes_per_minute=settings.rate_limit_write_per_minute,
    )
    app.extensions[metering.EXTENSION] = plans
    app.extensions[limits.EXTENSION] = metering.PlanMeter(plans, services.limiter, services.database, services.deferred)


def _limit_addresses(app: Flask, settings: Settings, asked_of: Mapping[str, Collection[str]]) -> None:
    register_address_limits(
        app,
        redis_url=settings.redis_url.get_secret_value(),
        sign_ups=settings.rate_limit_sign_ups,
        anonymous=settings.rate_limit_anonymous,
        trusted_proxies=settings.trusted_proxy_count,
        timeout_s=LIMITER_TIMEOUT_S,
        asked_of=asked_of,
    )


def _duplicate_check(services: Services, live: LiveIndexCache) -> DuplicateCheck:
    settings = services.settings
    budget_s = settings.duplicate_budget_ms / 1000
    neighbours = NearestTraces(services.elasticsearch, services.embedder, live, budget_s)
    return DuplicateCheck(services.database, neighbours, settings.duplicate_threshold)


def _register_counters(services: Services) -> None:
    services.deferred.register(accounts.KEY_USED, accounts.record_key_use)
    services.deferred.register(usage.USED, usage.record)
    services.deferred.register(misses.MISSED, partial(misses.record, services.settings.peppers[0]))
    services.deferred.register(counting.SEARCHED, counting.record)
    for kind in (use.RETRIEVED, use.READ):
        services.deferred.register(kind, partial(use.record_use, kind))
