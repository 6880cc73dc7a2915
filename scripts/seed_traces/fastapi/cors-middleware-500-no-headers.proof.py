"""Which responses lack the CORS header with add_middleware, and that wrapping the application cures all of them."""
import warnings

warnings.simplefilter("ignore")
from fastapi import FastAPI, HTTPException, Request
from fastapi.testclient import TestClient
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import JSONResponse

OPTIONS = dict(allow_origins=["http://localhost:3000"], allow_headers=["x-api-key"])


def build(handler=False):
    api = FastAPI()

    @api.get("/orders")
    def orders():
        raise RuntimeError("database is down")

    @api.get("/denied")
    def denied():
        raise HTTPException(403)

    if handler:
        api.exception_handler(Exception)(lambda request, error: JSONResponse({}, 500))
    return api


def guard(api):
    @api.middleware("http")
    async def require_key(request: Request, call_next):
        if "x-api-key" not in request.headers:
            return JSONResponse({"detail": "missing key"}, status_code=401)
        return await call_next(request)


def get(app, path, key=True, method="GET"):
    headers = {"origin": "http://localhost:3000"} | ({"x-api-key": "example"} if key else {})
    if method == "OPTIONS":
        headers |= {"access-control-request-method": "GET"}
    response = TestClient(app, raise_server_exceptions=False).request(method, path, headers=headers)
    return response.status_code, "access-control-allow-origin" in response.headers


for handler in (False, True):  # the symptom, also with a handler for Exception
    app = build(handler)
    app.add_middleware(CORSMiddleware, **OPTIONS)
    assert get(app, "/orders") == (500, False), get(app, "/orders")
    assert get(app, "/denied") == (403, True)
app = build()
app.add_middleware(CORSMiddleware, **OPTIONS)
guard(app)  # added after CORS: outside of it
assert get(app, "/denied", key=False) == (401, False)
assert get(app, "/denied", key=False, method="OPTIONS") == (401, False)
app = build()
guard(app)
app.add_middleware(CORSMiddleware, **OPTIONS)  # CORS last
assert get(app, "/denied", key=False) == (401, True)
assert get(app, "/denied", key=False, method="OPTIONS") == (200, True)
api = build()
guard(api)
app = CORSMiddleware(api, **OPTIONS)  # the cure
assert get(app, "/orders") == (500, True)
assert get(app, "/denied", key=False) == (401, True)
assert get(app, "/denied", key=False, method="OPTIONS") == (200, True)
