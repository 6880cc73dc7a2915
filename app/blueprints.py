"""Every room's routes, in the order in which the description tells of them."""

from app.accounts import admission_routes, invitation_routes, plan_routes
from app.accounts import routes as account_routes
from app.amendments import routes as amendment_routes
from app.analytics import admin_routes, analytics_routes, impact_routes, telemetry_routes
from app.context import routes as context_routes
from app.moderation import routes as moderation_routes
from app.reputation import routes as reputation_routes
from app.retrieval import miss_routes
from app.retrieval import routes as retrieval_routes
from app.tags import routes as tag_routes
from app.traces import link_routes, trend_routes
from app.traces import routes as trace_routes
from app.votes import routes as vote_routes

BLUEPRINTS = (
    account_routes.blueprint,
    plan_routes.blueprint,
    invitation_routes.blueprint,
    admission_routes.blueprint,
    telemetry_routes.blueprint,
    analytics_routes.blueprint,
    impact_routes.blueprint,
    admin_routes.blueprint,
    trace_routes.blueprint,
    retrieval_routes.blueprint,
    context_routes.blueprint,
    miss_routes.blueprint,
    tag_routes.blueprint,
    trend_routes.blueprint,
    reputation_routes.blueprint,
    vote_routes.blueprint,
    amendment_routes.blueprint,
    link_routes.blueprint,
    moderation_routes.blueprint,
)
