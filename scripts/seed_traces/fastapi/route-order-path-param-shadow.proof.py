"""The parameter route above the fixed one, and the two cures."""
import warnings

warnings.simplefilter("ignore")
from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient


def by_id(user_id: int):
    return user_id


def by_slug(slug: str):
    return "slug " + slug


def fixed():
    return "fixed"


def ask(routes, path):
    """One router for each route, included in this order."""
    app = FastAPI()
    for template, function in routes:
        router = APIRouter()
        router.get(template)(function)
        app.include_router(router)
    assert list(app.openapi()["paths"]) == [template.replace(":int", "") for template, _ in routes]
    response = TestClient(app).get(path)
    return response.status_code, response.json()


me, parameter, digits = ("/users/me", fixed), ("/users/{user_id}", by_id), ("/users/{user_id:int}", by_id)
assert ask([parameter, me], "/users/me") == (422, {"detail": [{
    "type": "int_parsing", "loc": ["path", "user_id"],
    "msg": "Input should be a valid integer, unable to parse string as an integer", "input": "me"}]})
slug, search = ("/items/{slug}", by_slug), ("/items/search", fixed)
assert ask([slug, search], "/items/search") == (200, "slug search")
assert ask([search, slug], "/items/search") == (200, "fixed")
for routes in ([me, parameter], [digits, me]):
    assert ask(routes, "/users/me") == (200, "fixed"), routes
    assert ask(routes, "/users/7") == (200, 7), routes
assert ask([digits, me], "/users/abc")[0] == 404 and ask([digits, me], "/users/-7")[0] == 404
assert ask([me, parameter], "/users/abc")[0] == 422
